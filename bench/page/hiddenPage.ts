/** What a page costs that nobody can see: a run is opened in it, then another tab of the browser is brought to the front. */
import { openHideablePage } from '../../test/e2e/hideablePage.ts'
import { installProbe, type Traffic } from './probe.ts'

/** @param url with its token; the last run is opened */
export async function hiddenTraffic(url: string, seconds: number): Promise<Traffic> {
  const hideable = await openHideablePage()
  const { page } = hideable
  try {
    await page.addInitScript(installProbe)
    await page.goto(url)
    await page.locator('[data-region="status"]').getByText('Connected').first().waitFor()
    await page.evaluate(() => void (location.hash = '#/run/last/overview'))
    await page.evaluate(() => window.benchProbe.firstChart())
    await hideable.hide()
    // What was asked last is answered, or called off.
    await passed(1000)
    await page.evaluate(() => window.benchProbe.takeTraffic())
    await passed(seconds * 1000)
    return await page.evaluate(() => window.benchProbe.takeTraffic())
  } finally {
    await hideable.close()
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
