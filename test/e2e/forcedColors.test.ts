/** Colours that the system forces upon the page: what is on or chosen is told without a colour of ours. */
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { hasNoChromium } from './chromium.ts'
import { useShellTrial } from './shellTrial.ts'

const trial = useShellTrial()

describe.skipIf(hasNoChromium)('with forced colours', () => {
  test('a switch shows whether it is on', () =>
    trial.inPage(async (page) => {
      await page.emulateMedia({ forcedColors: 'active' })
      await page.getByRole('banner').getByRole('button', { name: 'Run', exact: true }).click()
      await page.getByRole('button', { name: 'Add a value' }).click()
      const secret = page.getByRole('dialog', { name: 'Start a run' }).getByRole('switch')
      const thumb = secret.locator('span')
      for (const isOn of [await secret.isChecked(), !(await secret.isChecked())]) {
        await secret.setChecked(isOn)
        expect(await backgroundOf(thumb)).not.toBe(await backgroundOf(secret))
      }
    }, '#/home'))
})

function backgroundOf(of: Locator): Promise<string> {
  return of.evaluate((element) => getComputedStyle(element).backgroundColor)
}
