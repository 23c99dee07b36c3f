/** Colours of charts: the tokens of the page, read again when the theme changes. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { cssColour } from './painting/cssColour.ts'

export interface ChartTheme {
  /** A token (`--p95`), a reference to one (`var(--p95)`) or any CSS colour, as ECharts understands it: #rrggbb or rgba(). */
  colour(name: string): string
  font: string
}

/** Follows `data-theme` and the like on the root element, and the system's preference. */
export function useChartTheme(): ShallowRef<ChartTheme> {
  const root = document.documentElement
  const theme = shallowRef(readTheme(root))
  const read = () => (theme.value = readTheme(root))
  const observer = new MutationObserver(read)
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme', 'data-density', 'class', 'style'] })
  const preferences = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))
  for (const preference of preferences) preference.addEventListener('change', read)
  onScopeDispose(() => {
    observer.disconnect()
    for (const preference of preferences) preference.removeEventListener('change', read)
  })
  return theme
}

function readTheme(root: HTMLElement): ChartTheme {
  const style = getComputedStyle(root)
  const known = new Map<string, string>()
  return {
    font: style.getPropertyValue('--font').trim() || 'sans-serif',
    colour(name) {
      let colour = known.get(name)
      if (colour === undefined) {
        const token = /^(?:var\()?(--[\w-]+)\)?$/.exec(name)?.[1]
        colour = cssColour(token === undefined ? name : style.getPropertyValue(token))
        known.set(name, colour)
      }
      return colour
    },
  }
}
