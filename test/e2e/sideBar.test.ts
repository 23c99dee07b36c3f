/** The side bar: what it lists for each kind of view, by keys and by pointer, how large it is, and that it costs nothing while it is hidden. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { writeRawRun } from '../../src/host/analysis/testing/rawRun.ts'
import { steadyLoad } from '../../src/host/analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'
import { loadAxe, violationsInThemes } from './axe.ts'
import { hasNoChromium } from './chromium.ts'
import { EVIL, EVIL_BUILDS, writeCompareHistory } from './compareHistory.ts'
import { settled } from './page.ts'
import { useRunsTrial } from './runsTrial.ts'
import { focused, hashOf, tabTitles } from './shellParts.ts'
import { HOSTILE, PLANS, useShellTrial } from './shellTrial.ts'
import { COUNT, NEWEST_FIRST } from './tenThousandRuns.ts'

const SOUGHT = 'Find a run'

function bar(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Side bar' })
}

function runs(page: Page): Locator {
  return bar(page).getByRole('option')
}

/** The one that the view shows, and the one that the keyboard is at. */
function marked(page: Page, mark: 'aria-current' | 'data-cursor'): Promise<string[]> {
  return bar(page).locator(`[role="option"][${mark}="true"]`).allTextContents()
}

let writing: History | null = null
const { inPage } = useShellTrial((file) => {
  writeCompareHistory(file)
  // Whoever closes it has ended its runs.
  writing = openHistory(file)
  writeRawRun(writing, steadyLoad(5), { loadEndMs: null })
  writeRuns(file, [{ run: { planName: 'Newer', scenario: 'soak', startedAtMs: Date.now() - 60_000 } }])
}, 'name: Broken\nusers: 7\n')
afterAll(() => writing?.close())
describe.skipIf(hasNoChromium)('runs in the side bar', () => {
  test('by keys alone: shown, searched, opened as a preview or to stay, and hidden again', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+2')
      await page.getByRole('grid', { name: 'Runs' }).focus()
      await page.keyboard.press('Control+b')
      await runs(page).first().waitFor()
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('placeholder'))).toBe(SOUGHT)
      // The one that goes on stands above newer ones.
      await expect.poll(() => runs(page).first().textContent()).toContain('Running')
      await expect.poll(() => runs(page).nth(1).textContent()).toContain('Newer')

      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('Recent runs')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => marked(page, 'data-cursor')).toEqual([expect.stringContaining('Newer')])
      await page.keyboard.press('End')
      await page.keyboard.press('Home')
      await expect.poll(() => marked(page, 'data-cursor')).toEqual([expect.stringContaining('Running')])
      await page.keyboard.press('Enter')
      await expect
        .poll(() => tabTitles(page))
        .toEqual(['Home', 'Runs', expect.stringMatching(/^smoke · 1\.0 · shop\*/)])
      await expect.poll(() => marked(page, 'aria-current')).toEqual([expect.stringContaining('Running')])
      expect(await focused(page)).toBe('Recent runs')
      // The next one takes its place; one that is to stay does not.
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect.poll(() => tabTitles(page)).toEqual(['Home', 'Runs', expect.stringMatching(/^soak.*Newer\*/)])
      await page.keyboard.press('Control+Enter')
      await page.keyboard.press('Home')
      await page.keyboard.press('Control+Enter')
      await expect.poll(async () => (await tabTitles(page)).length).toBe(4)
      expect(await hashOf(page)).toContain('#/run/')

      // What is typed looks for it; the list says what was found.
      await page.keyboard.type('log')
      const box = page.getByRole('textbox', { name: SOUGHT })
      await expect.poll(() => box.inputValue()).toBe('log')
      await expect.poll(() => runs(page).allTextContents()).toEqual([expect.stringContaining('Login')])
      await box.fill('no such run')
      await bar(page).getByText('No run fits what is sought.').waitFor()
      await page.keyboard.press('Escape')
      await expect.poll(() => box.inputValue()).toBe('')
      await runs(page).nth(5).waitFor()

      await page.keyboard.press('Control+b')
      await expect.poll(() => bar(page).count()).toBe(0)
      // Where it came from is another view by now: the one that is shown has the focus.
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tabpanel')
    }))

  test('hidden it asks nothing', () =>
    inPage(async (page) => {
      let asked = 0
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          if (payload.toString().includes('runs.list')) asked++
        }),
      )
      await page.reload()
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      await settled(page)
      expect(asked).toBe(0)
      await page.keyboard.press('Control+b')
      await runs(page).first().waitFor()
      expect(asked).toBeGreaterThan(0)
      await page.keyboard.press('Control+b')
      await expect.poll(() => bar(page).count()).toBe(0)
      const before = asked
      await page.keyboard.press('Control+5')
      await page.getByRole('heading', { name: 'Trends' }).waitFor()
      await settled(page)
      expect(asked).toBe(before)
    }, '#/settings'))

  test('by pointer: from the bar of activities, a click previews, the middle button opens to stay', () =>
    inPage(async (page) => {
      await page.getByRole('button', { name: 'Compare', exact: true }).click({ button: 'right' })
      await page.getByRole('menuitem', { name: 'Show side bar' }).click()
      await runs(page).filter({ hasText: 'Search' }).click()
      await expect.poll(() => tabTitles(page)).toEqual(['Home', expect.stringMatching(/Search\*$/)])
      await runs(page).filter({ hasText: 'Login' }).click()
      await expect.poll(() => tabTitles(page)).toEqual(['Home', expect.stringMatching(/Login\*$/)])
      await runs(page).filter({ hasText: 'Login' }).click({ button: 'middle' })
      await runs(page).filter({ hasText: 'Checkout' }).click({ button: 'middle' })
      await expect
        .poll(() => tabTitles(page))
        .toEqual(['Home', expect.stringMatching(/Login$/), expect.stringMatching(/Checkout\*$/)])

      // Of two sides it opens on the one that is worked with.
      await page.keyboard.press('Control+\\')
      await expect.poll(() => page.getByRole('tablist', { name: 'Open views, right' }).count()).toBe(1)
      await runs(page).filter({ hasText: 'Search' }).click()
      await expect
        .poll(() => page.getByRole('tablist', { name: 'Open views, right' }).getByRole('tab').allTextContents())
        .toEqual([expect.stringContaining('Checkout'), expect.stringContaining('Search')])
      await page.getByRole('button', { name: 'Hide the side bar' }).click()
      await expect.poll(() => bar(page).count()).toBe(0)
    }))

  test('its border is dragged, moved by keys and put back by a double click; all of it is kept', () =>
    inPage(async (page) => {
      const widthOf = async (): Promise<number> => Math.round((await bar(page).boundingBox())?.width ?? 0)
      await page.keyboard.press('Control+b')
      await expect.poll(widthOf).toBe(264)
      const border = page.getByRole('separator', { name: 'Border of the side bar' })
      const at = (await border.boundingBox())!
      await page.mouse.move(at.x, at.y + 300)
      await page.mouse.down()
      await page.mouse.move(at.x + 40, at.y + 300, { steps: 3 })
      await page.mouse.move(at.x + 100, at.y + 320)
      await page.mouse.up()
      await expect.poll(widthOf).toBe(364)
      await page.mouse.move(at.x + 400, at.y + 300)
      expect(await widthOf()).toBe(364)
      await page.reload()
      await expect.poll(widthOf).toBe(364)
      await border.focus()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(widthOf).toBe(340)
      await page.keyboard.press('Home')
      await expect.poll(widthOf).toBe(180)
      await page.keyboard.press('End')
      await expect.poll(widthOf).toBe(600)
      expect(await border.getAttribute('aria-valuenow')).toBe('600')
      await border.dblclick()
      await expect.poll(widthOf).toBe(264)
      await page.setViewportSize({ width: 1024, height: 700 })
      await border.focus()
      await page.keyboard.press('End')
      // Where the window is small, the views keep more than half of it.
      await expect.poll(widthOf).toBeLessThan(470)
    }))

  test('keys that somebody has chosen for it are what opens it, and what is shown', () =>
    inPage(async (page) => {
      await page.evaluate(() =>
        localStorage.setItem('loadwright:keys', JSON.stringify([{ command: 'app.side', keys: ['Alt+S'] }])),
      )
      await page.reload()
      await page.getByText('Connected').first().waitFor()
      await page.keyboard.press('Control+b')
      await page.keyboard.press('Alt+s')
      await bar(page).waitFor()
      await page.keyboard.press('Alt+s')
      await expect.poll(() => bar(page).count()).toBe(0)
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      const line = sheet.locator('.line').filter({ hasText: 'Side bar: show or hide' })
      await expect.poll(() => line.locator('kbd').allTextContents()).toEqual(['AltS'])
      await sheet.getByText('Panel: show or hide').waitFor()
    }))

  test('F6 leads into it, too', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+b')
      await page.keyboard.press('Control+j')
      const regions = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('[data-region]')].map((each) => each.getAttribute('data-region')),
        )
      await expect.poll(regions).toEqual(['title', 'activities', 'side', 'tabs', 'editor', 'panel', 'status'])
      const visited = new Set<string | null>()
      for (let press = 0; press < 7; press++) {
        await page.keyboard.press('F6')
        visited.add(
          await page.evaluate(
            () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null,
          ),
        )
      }
      expect(visited).toEqual(new Set(await regions()))
    }))
})

describe.skipIf(hasNoChromium)('other views beside the side bar', () => {
  test('plans: the tree moves the view, and the view the tree', () =>
    inPage(async (page) => {
      await page.getByRole('heading', { name: 'broken.plan.yaml' }).waitFor()
      const link = await hashOf(page)
      await page.keyboard.press('Control+b')
      const tree = bar(page).getByRole('tree', { name: 'Plans' })
      await tree.getByRole('treeitem', { name: /broken\.plan\.yaml/, selected: true }).waitFor()
      // To be there is no choice.
      expect(await hashOf(page)).toBe(link)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('End')
      await expect.poll(() => hashOf(page)).toContain('plan=shop.plan.yaml')
      await page
        .getByRole('main')
        .getByRole('treeitem', { name: /broken/ })
        .click()
      await tree.getByRole('treeitem', { name: /broken/, selected: true }).waitFor()
      await tree.focus()
      await page.keyboard.type('zzz')
      await bar(page).getByText('No plan fits what is sought.').waitFor()
      await page.keyboard.press('Control+2')
      // What was sought among plans is not sought among runs.
      await runs(page).first().waitFor()
    }, '#/plan'))

  test('compare: a build becomes the candidate, and says what it is', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+b')
      const tree = bar(page).getByRole('tree', { name: 'Builds by scenario' })
      const build = (name: string) =>
        tree.getByRole('treeitem', { name: new RegExp(`^${name.replaceAll('.', '\\.')}\\b`) })
      await page.evaluate(() => void (location.hash = '#/compare?plan=shop&scenario=smoke&baseline=1.1&candidate=1.2'))
      await build('1.2').filter({ hasText: 'candidate' }).waitFor()
      await build('1.1').filter({ hasText: 'baseline' }).waitFor()
      await build('1.0').click()
      await expect.poll(() => hashOf(page)).toContain('candidate=1.0')
      await build('1.0').filter({ hasText: 'candidate' }).waitFor()
      // The baseline that was there stays.
      expect(await hashOf(page)).toContain('baseline=1.1')

      await page.getByRole('textbox', { name: 'Find a build' }).fill('evil onerror')
      const evil = tree.getByRole('treeitem').filter({ hasText: EVIL_BUILDS[0] })
      await evil.waitFor()
      await page.getByRole('textbox', { name: 'Find a build' }).press('ArrowDown')
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect
        .poll(async () => new URLSearchParams((await hashOf(page)).split('?')[1]).get('scenario'))
        .toBe(EVIL.scenario)
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    }, '#/compare'))

  test('trends: a scenario is shown with how its newest run came out', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+b')
      const list = bar(page).getByRole('tree', { name: 'Scenarios with runs' })
      await list.getByRole('treeitem', { name: /shop · single/ }).click()
      await expect.poll(() => hashOf(page)).toContain('scenario=single')
      await list.getByRole('treeitem', { name: /shop · single/, selected: true }).waitFor()
      await list.getByRole('treeitem', { name: /shop · smoke.*Running/ }).waitFor()
    }, '#/trends'))

  test('capacity: nothing was searched, and that is said', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+b')
      await bar(page).getByText('No searches yet.', { exact: false }).waitFor()
    }, '#/capacity'))

  test('everybody can use it, in any theme', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+b')
      await page.keyboard.press('Control+j')
      await runs(page).first().waitFor()
      await page.getByRole('region', { name: 'Panel' }).getByRole('tab', { name: 'Log' }).click()
      await runs(page).filter({ hasText: HOSTILE }).first().click()
      await loadAxe(page)
      for (const hash of ['#/runs', '#/plan', '#/compare', '#/trends', '#/capacity']) {
        await page.evaluate((to) => void (location.hash = to), hash)
        await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor()
        await settled(page)
        expect(await violationsInThemes(page), hash).toEqual([])
      }
      expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined()
    }))

  test('words that are hostile, or too long, find nothing and break nothing', () =>
    inPage(async (page) => {
      await page.keyboard.press('Control+b')
      const box = page.getByRole('textbox', { name: SOUGHT })
      for (const text of ['__proto__', '\u202e', '(x+)+$', '%00', 'build:', 'x'.repeat(10_000)]) {
        await box.fill(text)
        await settled(page)
        expect(await bar(page).getByText('could not be read').count(), text.slice(0, 20)).toBe(0)
      }
      await box.fill(`plan:${PLANS[1]}`)
      await expect.poll(() => runs(page).allTextContents()).toEqual([expect.stringContaining('Search')])
    }))
})

const { inRuns } = useRunsTrial()

describe.skipIf(hasNoChromium)('ten thousand runs', () => {
  test('only those that are seen are there; the last is a key away', () =>
    inRuns(async ({ page }) => {
      await page.keyboard.press('Control+b')
      await expect.poll(() => runs(page).first().textContent()).toContain(NEWEST_FIRST[0]!.build)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('End')
      const last = bar(page).locator(`[role="option"][aria-posinset="${COUNT}"]`)
      await expect.poll(() => last.textContent()).toContain(NEWEST_FIRST.at(-1)!.plan)
      expect(await last.getAttribute('aria-setsize')).toBe(String(COUNT))
      expect(await runs(page).count()).toBeLessThan(80)
      await expect.poll(() => marked(page, 'data-cursor')).toEqual([expect.stringContaining('1.0')])
    }))
})
