/** Somebody without a pointer: there are keys, and what is seen. */
import type { Locator, Page } from 'playwright-core'

/** Further away than this nobody tabs. */
const MOST_TABS = 25
const POINTER_EVENTS = ['pointerdown', 'pointermove', 'pointerup', 'mousedown', 'mousemove', 'touchstart', 'wheel']

/** Before the page is loaded: what would use a pointer throws, and what does all the same is written down. */
export async function forbidPointer(page: Page): Promise<void> {
  const refuse = (): never => {
    throw new Error('There is no pointer.')
  }
  for (const name of ['move', 'down', 'up', 'click', 'dblclick', 'wheel'] as const)
    Object.defineProperty(page.mouse, name, { value: refuse })
  await page.addInitScript((names) => {
    const pointed: string[] = []
    Object.assign(globalThis, { pointed })
    for (const name of names) addEventListener(name, () => pointed.push(name), { capture: true, passive: true })
  }, POINTER_EVENTS)
}

/** Events of a pointer that came nevertheless, as of `locator.click()`. */
export function pointerEvents(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { pointed: string[] }).pointed)
}

export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const each of keys) await page.keyboard.press(each)
}

/**
 * Presses Tab until it has the focus, or something in it.
 *
 * @param most so often
 */
export async function tabTo(page: Page, what: Locator, most = MOST_TABS): Promise<void> {
  await what.waitFor()
  for (let tabs = 0; tabs <= most; tabs++) {
    if (await what.evaluate((element) => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`After ${most} tabs the focus is not at ${String(what)}.`)
}

/** Replaces what is written in the field that has the focus. */
export async function retype(page: Page, text: string): Promise<void> {
  await press(page, 'Control+a')
  await page.keyboard.type(text)
}
