/** The screen of capacity, as somebody uses it who wants to know how much load a target takes. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { HOSTILE, writeSearches, type Searches } from './capacityHistory.ts'
import { settled } from './page.ts'
import { useShellTrial } from './shellTrial.ts'

let searches: Searches

describe.skipIf(hasNoChromium)('capacity', () => {
  const trial = useShellTrial((file) => {
    searches = writeSearches(file)
  })
  const inCapacity = (work: (page: Page) => Promise<void>, params = '', options = {}): Promise<void> =>
    trial.inPage(
      async (page) => {
        await page.getByRole('img', { name: /^Throughput against/ }).waitFor()
        await settled(page)
        await work(page)
        expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
      },
      `#/capacity${params}`,
      options,
    )
  const chart = (page: Page, name: RegExp) => page.getByRole('img', { name })

  test('the search that was made last: its result, its loads, its law', async () => {
    await inCapacity(async (page) => {
      await expect
        .poll(() => page.getByText('Largest load with all maximums met').textContent())
        .toContain('(32 users)')
      await expect.poll(() => page.getByText('The target is the limit: at 38 users').count()).toBe(1)
      await expect.poll(() => page.getByText('The largest load was measured 3 times.').count()).toBe(1)
      await expect.poll(() => page.getByText(/^Throughput peaks near/).count()).toBe(1)
      const parameters = page.getByRole('table', { name: 'Parameters of the law' })
      expect(await parameters.getByRole('rowheader').allTextContents()).toEqual([
        'λ one alone',
        'σ contention',
        'κ coherency',
      ])
      const loads = page.getByRole('grid', { name: 'Loads' })
      await expect.poll(() => loads.getByRole('row').count()).toBe(11)
      await expect.poll(() => loads.getByText(/Not trusted/).count()).toBe(1)
    })
  })

  test('is read and opened with keys; both charts and the table go along', async () => {
    await inCapacity(async (page) => {
      await chart(page, /^Throughput against/).focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowRight')
      await expect
        .poll(() => page.locator('[aria-live="polite"]').allTextContents())
        .toContainEqual(expect.stringMatching(/^4 users, .*p95/))
      await expect
        .poll(() => page.getByRole('grid', { name: 'Loads' }).locator('[aria-selected="true"]').textContent())
        .toContain('4 users')
      await page.keyboard.press('u')
      await chart(page, /^Throughput against users/).waitFor()
      expect(await page.evaluate(() => location.hash)).toContain('x=load')
      await page.keyboard.press('t')
      await page.getByRole('region', { name: 'Throughput as a table' }).getByText(searches.found[0]!).waitFor()
      await chart(page, /^Response times/).focus()
      await page.keyboard.press('l')
      await expect.poll(() => page.evaluate(() => location.hash)).toContain('scale=linear')
      await page.keyboard.press('Enter')
      await expect.poll(() => page.evaluate(() => location.hash)).toContain(`#/run/${searches.found[1]}`)
      await page.getByText('This run is part of a search for capacity.').waitFor()
      await page.getByRole('button', { name: 'Show the search' }).click()
      await expect.poll(() => page.evaluate(() => location.hash)).toContain(`#/capacity?search=${searches.found[0]}`)
    })
  })

  test('two searches: whether the one found less, in the link and by a choice', async () => {
    await inCapacity(async (page) => {
      const against = page.getByRole('region', { name: 'Compared with another search' })
      await expect.poll(() => against.getByRole('status').textContent()).toMatch(/regressed.*in place of .* users, −/s)
      await expect.poll(() => against.getByText('To be confirmed', { exact: false }).count()).toBe(1)
      await expect
        .poll(() => against.getByRole('rowheader').allTextContents())
        .toEqual(['load at the limit', 'throughput at the peak'])
      await loadAxe(page)
      expect(await violationsInThemes(page)).toEqual([])
      await page.getByRole('combobox', { name: 'Compared with the search' }).click()
      await page.getByRole('option', { name: 'not compared' }).click()
      await expect.poll(() => against.count()).toBe(0)
      expect(await page.evaluate(() => location.hash)).not.toContain('against')
    }, `?search=${searches.slower[0]}&against=${searches.found[0]}`)
    await inCapacity(async (page) => {
      const against = page.getByRole('region', { name: 'Compared with another search' })
      await expect.poll(() => against.getByRole('status').textContent()).toContain('Not compared')
      await expect.poll(() => against.getByText('other plans', { exact: false }).count()).toBe(1)
    }, `?search=${searches.found[0]}&against=${searches.few[0]}`)
  })

  test('a row of the table opens its run', async () => {
    await inCapacity(async (page) => {
      const row = page.getByRole('grid', { name: 'Loads' }).getByRole('row', { name: /^120 users/ })
      await row.click()
      await page.keyboard.press('Enter')
      await expect.poll(() => page.evaluate(() => location.hash)).toContain(`#/run/${searches.found[9]}`)
    })
  })

  test('fewer than six loads: points, no curve, and what to do', async () => {
    await inCapacity(async (page) => {
      await expect.poll(() => page.getByText('No scalability curve: it needs 6 loads, and has 3.').count()).toBe(1)
      await expect.poll(() => page.getByText(/^Measure 3 more loads/).count()).toBe(1)
      await expect.poll(() => page.getByText('The limit was not found: no larger load was measured.').count()).toBe(1)
      await expect.poll(() => page.getByRole('figure', { name: 'Off the curve' }).count()).toBe(0)
      const chosen = page.getByRole('combobox', { name: 'Search for capacity' })
      expect(await chosen.textContent()).toContain(HOSTILE.slice(0, 20))
    }, `?search=${searches.few[0]}`)
  })

  test('a generator in the way, and no load that met the maximums', async () => {
    await inCapacity(async (page) => {
      await expect.poll(() => page.getByText('At 32 users the generator was in the way').count()).toBe(1)
      await expect.poll(() => page.getByText('Inconclusive').count()).toBe(1)
    }, `?search=${searches.starved[0]}`)
    await inCapacity(async (page) => {
      await expect.poll(() => page.getByText('None met').count()).toBe(1)
      await expect.poll(() => page.getByText('There is no smaller one').count()).toBe(1)
    }, `?search=${searches.none[0]}`)
  })

  test('a search that is none says so, and offers another', async () => {
    await trial.inPage(async (page) => {
      await page.getByText('No run is of a search for capacity 000000-0000').waitFor()
      await page.getByRole('button', { name: 'Newest search' }).click()
      await chart(page, /^Throughput against/).waitFor()
    }, '#/capacity?search=000000-0000')
  })

  test('runs of the list that ran at different loads are looked at together', async () => {
    await trial.inPage(
      async (page) => {
        const grid = page.getByRole('grid', { name: 'Runs' })
        await expect.poll(() => grid.getByRole('row').count()).toBe(7)
        await grid.getByRole('row').nth(1).click()
        await expect.poll(() => page.getByRole('button', { name: 'Capacity', exact: true }).count()).toBe(1)
        await page.keyboard.press('Control+a')
        await page.getByRole('main').getByRole('button', { name: 'Capacity', exact: true }).click()
        await chart(page, /^Throughput against/).waitFor()
        await expect.poll(() => page.getByText('Chosen runs').count()).toBeGreaterThan(0)
        const { hash } = new URL(page.url())
        expect(searches.chosen.every((id) => hash.includes(id))).toBe(true)
      },
      `#/runs?find=${encodeURIComponent('plan:Search scenario:steady')}`,
    )
  })

  test('axe finds nothing in any theme', async () => {
    await inCapacity(async (page) => {
      await loadAxe(page)
      expect(await violationsInThemes(page)).toEqual([])
      await page.getByRole('img', { name: /^Throughput against/ }).press('t')
      await page.getByRole('region', { name: 'Throughput as a table' }).waitFor()
      expect(await violationsInThemes(page)).toEqual([])
    })
  })

  test('a chart as CSV, PNG and SVG', async () => {
    await inCapacity(async (page) => {
      const save = async (item: RegExp): Promise<Buffer> => {
        await page.getByRole('button', { name: 'More for Throughput' }).click()
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('menuitem', { name: item }).click(),
        ])
        return readFileSync(await download.path())
      }
      const csv = (await save(/CSV/)).toString()
      expect(csv.split('\r\n')[0]).toBe(
        'Run,Ran as number,Users,In flight,Throughput (per second),What it says,Curve (per second),Curve from (95 %),Curve to (95 %)',
      )
      expect((await save(/SVG/)).toString()).toContain('maximums met to 32 users')
      expect((await save(/PNG/)).subarray(1, 4).toString()).toBe('PNG')
    })
  })
})

describe.skipIf(hasNoChromium)('without any search', () => {
  const trial = useShellTrial()
  test('the command that makes one is shown; the view is in the palette and has a key', async () => {
    await trial.inPage(async (page) => {
      await page.keyboard.press('Control+6')
      await page.getByText('No search for capacity yet').waitFor()
      await page.getByText('loadwright capacity PLAN').waitFor()
      await expect
        .poll(() =>
          page
            .getByRole('navigation', { name: 'Views' })
            .getByRole('button', { name: 'Capacity' })
            .getAttribute('aria-current'),
        )
        .toBe('page')
    })
  })
})
