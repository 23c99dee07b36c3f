/** A run that another process makes, watched in the workbench: its numbers are those of the seconds that they say. */
import { describe, expect, test } from 'vitest'
import { childrenOf } from './childrenOf.ts'
import { hasNoChromium } from './chromium.ts'
import { readExport } from './exportedRun.ts'
import { openPage } from './page.ts'
import { useShopTrial } from './shopTrial.ts'
import { cells, totalsRow } from './tableParts.ts'
import { startCommand } from './workbench.ts'

const LENGTH_S = 20

const shop = useShopTrial({ target: ['--fail', 'GET /api/metrics=30%:503'] })

describe.skipIf(hasNoChromium)('a run of another process', () => {
  test('its numbers say to which second they count, and are those of the export', async () => {
    // So few that the tile says their number in full.
    const load = ['-u', '2', '-t', `${LENGTH_S}s`]
    const running = shop.cli('run', 'shop.plan.yaml', 'short', '--json', '--no-preflight', ...load)
    const { page, faults } = await openPage(shop.browser, shop.served.url, '#/runs')
    await page.getByRole('grid', { name: 'Runs' }).getByText('Running').first().waitFor()
    await page.evaluate(() => void (location.hash = '#/run/last/endpoints'))
    const errors = page.getByRole('group', { name: 'Errors' })
    const reach = /(\d+) of (\d+) · run to 00:(\d\d)/
    await expect.poll(() => errors.textContent()).toMatch(reach)
    const [, failures, requests, toS] = reach.exec((await errors.textContent())!)!.map(Number)
    // The table is of the same answer, or of a later one: what it says is read with the second that it says.
    const shown = await page.evaluate(() => document.body.innerText)
    const [, tableToS] = /endpoints · run to 00:(\d\d)/.exec(shown)!.map(Number)
    const total = Number((await cells(totalsRow(page.getByRole('grid', { name: 'Endpoints' }))))['Requests'])
    expect(await page.getByRole('button', { name: 'Stop', exact: true }).isDisabled()).toBe(true)

    const { run } = JSON.parse((await running).stdout) as { run: { id: string } }
    const [csv, json] = await Promise.all(['csv', 'json'].map((format) => shop.cli('export', run.id, '-f', format)))
    const exported = readExport(csv!.stdout, json!.stdout, LENGTH_S)
    expect({ requests, failures }).toEqual(pick(exported.added({ fromS: 0, toS: toS! })))
    // A new answer may have come between the two readings of the page.
    expect(
      [tableToS!, ...Array.from({ length: LENGTH_S }, (_, later) => tableToS! + later + 1)].some(
        (second) => exported.added({ fromS: 0, toS: second }).requests === total,
      ),
    ).toBe(true)
    // It ended: from then on its numbers are of all of it.
    await expect.poll(() => errors.textContent()).toMatch(/ · run$/)
    expect(faults).toEqual([])
    await page.context().close()
  })

  // The system tells which processes are engines.
  test.skipIf(process.platform !== 'linux')('one of its engines is killed: told while it goes on', async () => {
    const args = ['run', 'shop.plan.yaml', 'long', '--processes', '2', '--no-preflight']
    const running = startCommand(args, shop.workspace.folder)
    try {
      const { page, faults } = await openPage(shop.browser, shop.served.url, '#/runs')
      const row = page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: 'long' })
      await row.getByText('Running').waitFor()
      await page.evaluate(() => void (location.hash = '#/run/last'))
      const errors = page.getByRole('group', { name: 'Errors' })
      await errors.filter({ hasText: / of [1-9]/ }).waitFor()
      expect(await page.getByText(/engines? (is|are) (lost|silent)/).count()).toBe(0)
      const engines = childrenOf(running.process.pid!)
      expect(engines).toHaveLength(2)

      process.kill(engines[1]!, 'SIGKILL')
      await page.getByText('1 of 2 engines is silent.').waitFor()
      expect(await page.getByText(/^Engine [12] of 2 has told no numbers/).textContent()).toMatch(
        / since the second that ended after \d+ s: it died, or it hangs\. Its share of the load .*: 5 of 10\.$/,
      )
      running.process.kill('SIGINT')
      await running.ended
      // What became of the engine its report says.
      await page.getByText('1 of 2 engines is silent.').waitFor({ state: 'detached' })
      expect(faults).toEqual([])
      await page.context().close()
    } finally {
      running.process.kill('SIGKILL')
    }
  })
})

function pick({ requests, failures }: { requests: number; failures: number }) {
  return { requests, failures }
}
