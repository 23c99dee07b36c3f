/** An engine dies while its run is looked at: the screen says so at once, and what is missing. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { connectRpc } from '../../src/contract/rpc/connectRpc.ts'
import type { Workbench } from '../../src/contract/workbench.ts'
import { openPageChannel } from '../../src/server/testing/pageChannel.ts'
import { childrenOf } from './childrenOf.ts'
import { hasNoChromium } from './chromium.ts'
import { openPage } from './page.ts'
import { useShopTrial } from './shopTrial.ts'

const threeCores = pathToFileURL(join(import.meta.dirname, 'threeCores.mjs')).href
const shop = useShopTrial({ environment: { NODE_OPTIONS: `--import ${threeCores}` } })

// The system tells which processes are engines.
describe.skipIf(hasNoChromium || process.platform !== 'linux')('a run with two engines', () => {
  test('one is killed: told while the run goes on, also to those who come later', async () => {
    const { page, faults } = await openPage(shop.browser, shop.served.url)
    const client = connectRpc<Workbench>({ open: () => openPageChannel(shop.served.url), once: true })
    const { run } = await client.call('runs.start', { plan: 'shop.plan.yaml', scenario: 'long' })
    client.close()
    const engines = childrenOf(shop.served.process.pid!)
    expect(engines).toHaveLength(2)

    await page.evaluate((to) => void (location.hash = to), `#/run/${run}`)
    const errors = page.getByRole('group', { name: 'Errors' })
    await expect.poll(() => errors.textContent()).toMatch(/ of [1-9]/)
    expect(await page.getByText(/engines? (is|are) lost/).count()).toBe(0)
    process.kill(engines[1]!, 'SIGKILL')
    await page.getByText('1 of 2 engines is lost.').waitFor()
    await page
      .getByText(/^Engine [12] of 2 died \(signal SIGKILL\) after .* s: its share of the load is missing from then on/)
      .waitFor()
    await page.reload()
    await page.getByText('1 of 2 engines is lost.').waitFor()
    expect(await page.getByRole('button', { name: 'Stop', exact: true }).isEnabled()).toBe(true)
    expect(faults).toEqual([])
    await page.context().close()
  })
})
