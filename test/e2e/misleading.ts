/** What of a page is not what it looks like. */
import type { Page } from 'playwright-core'

/**
 * Control characters but tabs and line ends, which are none to a page, and those that turn directions or are not seen: named here by
 * their numbers, so that a list of ours that forgets one is found out.
 */
const STEERING =
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]'
/** What is read out, or shown beside the pointer. */
const SPOKEN = [
  'title',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'aria-roledescription',
  'placeholder',
  'alt',
]

/** Before the page is loaded: texts on canvases are kept, as nobody can read them afterwards. */
export async function watchPaintedTexts(page: Page): Promise<void> {
  await page.addInitScript((steering) => {
    const painted: string[] = []
    Object.assign(globalThis, { painted })
    const isSteering = new RegExp(steering)
    for (const kind of ['fillText', 'strokeText'] as const) {
      const paint = CanvasRenderingContext2D.prototype[kind]
      CanvasRenderingContext2D.prototype[kind] = function (...given: Parameters<typeof paint>) {
        if (isSteering.test(given[0])) painted.push(given[0])
        return paint.apply(this, given)
      }
    }
  }, STEERING)
}

/** Where raw characters that steer are in texts, names and titles of the page, and what of them was painted. */
export async function misleadingTexts(page: Page): Promise<string[]> {
  const found = await page.evaluate(
    ({ steering, spoken }) => {
      const isSteering = new RegExp(steering)
      const { painted } = globalThis as unknown as { painted: string[] }
      const all = painted.map((text) => `painted: ${text}`)
      if (isSteering.test(document.title)) all.push(`title of the page: ${document.title}`)
      const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
      for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
        const place = node instanceof Element ? node : node.parentElement
        const where = `<${place?.localName} class="${place?.getAttribute('class')}">`
        if (node instanceof Text && isSteering.test(node.data)) all.push(`${where} ${node.data}`)
        if (!(node instanceof Element)) continue
        for (const name of spoken) {
          const value = node.getAttribute(name)
          if (value !== null && isSteering.test(value)) all.push(`${where} ${name}: ${value}`)
        }
      }
      return all
    },
    { steering: STEERING, spoken: SPOKEN },
  )
  return found.map((text) => JSON.stringify(text.slice(0, 300)))
}
