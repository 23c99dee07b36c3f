/** From differences to colours: orange is worse, blue is better, whichever way the number went; grey is as before. */
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import { packed, STEPS } from '../../heat/heatColours.ts'
import type { Rgb } from '../../painting/cssColour.ts'
import type { HeatLayout } from './heatLayout.ts'

/** From better to worse. */
export const SHADE_TOKENS = ['--shift-better', '--shift-none', '--shift-worse']
/** A few wild ones would take the colours from all others. */
const CLAMP_SHARE = 0.98
/** So many are enough to know how far differences go. */
const SAMPLES = 20_000
/** Smallest difference with the last colour, in differences of importance: chance alone is pale. */
const LEAST_CLAMP = 3

/** From here on differences have the last colour, both ways alike. */
export function lastShade({ differences, important }: Pick<TrendHeatView, 'differences' | 'important'>): number {
  const step = Math.max(1, Math.ceil(differences.length / SAMPLES))
  const sizes: number[] = []
  for (let cell = 0; cell < differences.length; cell += step) {
    const size = Math.abs(differences[cell]!)
    if (Number.isFinite(size)) sizes.push(size)
  }
  sizes.sort((one, other) => one - other)
  return Math.max(sizes[Math.floor(CLAMP_SHARE * (sizes.length - 1))] ?? 0, LEAST_CLAMP * important)
}

/** −1 (as much better as is shown) … 1. */
export function worseness(difference: number, worse: TrendHeatView['worse'], last: number): number {
  const share = Math.min(1, Math.max(-1, difference / last))
  return worse === 'higher' ? share : -share
}

export function shadeOf(share: number, ramp: readonly Rgb[]): Rgb {
  return ramp[Math.round(((share + 1) / 2) * (STEPS - 1))] ?? [128, 128, 128]
}

/** Where cells have no room for an arrow: a bar at the upper edge is higher, one at the lower edge is lower. */
const EDGE_ROWS = 5

export interface HeatPixels {
  columns: number
  rows: number
  pixels: Uint32Array<ArrayBuffer>
}

/**
 * The rows that are seen, five pixels tall each; nothing where nothing was measured.
 *
 * @param edge colour of the bars; null: there is room for arrows
 */
export function trendHeatPixels(
  { columns, differences, values, worse, important }: TrendHeatView,
  { from, to }: Pick<HeatLayout, 'from' | 'to'>,
  last: number,
  { ramp, unknown, edge }: { ramp: readonly Rgb[]; unknown: Rgb; edge: Rgb | null },
): HeatPixels {
  const colours = Uint32Array.from({ length: STEPS }, (_, step) => packed(ramp[step] ?? [128, 128, 128]))
  const [nothing, bar] = [packed(unknown), edge === null ? 0 : packed(edge)]
  const pixels = new Uint32Array(columns * (to - from) * EDGE_ROWS)
  for (let row = from; row < to; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column
      if (Number.isNaN(values[cell])) continue
      const difference = differences[cell]!
      const colour = Number.isNaN(difference)
        ? nothing
        : colours[Math.round(((worseness(difference, worse, last) + 1) / 2) * (STEPS - 1))]!
      const first = (row - from) * EDGE_ROWS * columns + column
      for (let part = 0; part < EDGE_ROWS; part++) pixels[first + part * columns] = colour
      if (edge === null || !(Math.abs(difference) >= important)) continue
      pixels[first + (difference > 0 ? 0 : EDGE_ROWS - 1) * columns] = bar
    }
  }
  return { columns, rows: (to - from) * EDGE_ROWS, pixels }
}
