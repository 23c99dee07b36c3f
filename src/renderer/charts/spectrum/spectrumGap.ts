/** What lies between two curves of a spectrum, shaded and named. */
import { ninesOf } from '../axis/percentileAxis.ts'
import type { ChartTheme } from '../chartTheme.ts'
import type { Box, Point, Shape } from '../painting/shapes.ts'
import type { SpectrumSeries } from './spectrumChart.ts'

export interface SpectrumGap {
  /** Places of two series in the chart. */
  upper: number
  lower: number
  label: string
  color: string
}

interface Spanned {
  series: readonly SpectrumSeries[]
  gap: SpectrumGap | null
}

interface Span {
  p: number
  upperMs: number
  lowerMs: number
}

const OPACITY = 0.22
const CHARACTER_PX = 6.2
const LINE_PX = 14

/** How far apart the two are at a percentile, ms; null where either has too few requests to tell. */
export function gapMs(chart: Spanned, p: number): number | null {
  const span = spansOf(chart).find((one) => one.p === p)
  return span === undefined ? null : span.upperMs - span.lowerMs
}

/** @param place of [nines, ms] in pixels of the chart */
export function paintGap(chart: Spanned, box: Box, place: (point: Point) => Point, theme: ChartTheme): Shape[] {
  const { gap } = chart
  const edges = spansOf(chart)
    .map(({ p, upperMs, lowerMs }) => ({ upper: place([ninesOf(p), upperMs]), lower: place([ninesOf(p), lowerMs]) }))
    // A latency of 0 has no place on a log axis.
    .filter(({ upper, lower }) => Number.isFinite(upper[1]) && Number.isFinite(lower[1]))
  if (gap === null || edges.length < 2) return []
  const points = [...edges.map(({ upper }) => upper), ...edges.map(({ lower }) => lower).toReversed()]
  return [
    { kind: 'polygon', points, fill: theme.colour(gap.color), opacity: OPACITY },
    ...paintLabel(gap.label, edges, box, theme),
  ]
}

/** At every percentile that both have, ascending. The lower one is never above the other: both are rounded to three digits. */
function spansOf({ series, gap }: Spanned): Span[] {
  const [upper, lower] = gap === null ? [] : [series[gap.upper], series[gap.lower]]
  if (upper === undefined || lower === undefined) return []
  return upper.distribution.spectrum.flatMap(({ p, ms, above }): Span[] => {
    const other = lower.distribution.spectrum.find((one) => one.p === p)
    if (p >= 100 || above === 0 || other === undefined || other.above === 0) return []
    return [{ p, upperMs: ms, lowerMs: Math.min(ms, other.ms) }]
  })
}

interface Edge {
  upper: Point
  lower: Point
}

/** Where there is most room for it, in one line or in two; where there is none it is in the legend only. */
function paintLabel(label: string, edges: readonly Edge[], box: Box, theme: ChartTheme): Shape[] {
  for (const lines of [[label], halves(label)]) {
    const widthPx = Math.max(...lines.map(({ length }) => length)) * CHARACTER_PX + 8
    const room = widestRoom(edges, widthPx, box.leftPx + box.widthPx)
    if (room === null || room.bottomPx - room.topPx < lines.length * LINE_PX + 4) continue
    const middle = (room.topPx + room.bottomPx) / 2
    return lines.map((text, index) => ({
      kind: 'text',
      at: [room.leftPx + widthPx / 2, middle + (index - (lines.length - 1) / 2) * LINE_PX],
      text,
      color: theme.colour('--text-2'),
      align: 'center',
      weight: 500,
    }))
  }
  return []
}

interface Room {
  leftPx: number
  topPx: number
  bottomPx: number
}

/** The highest rectangle of that width that lies wholly between the curves. */
function widestRoom(edges: readonly Edge[], widthPx: number, rightPx: number): Room | null {
  let best: Room | null = null
  for (const [from, { upper: begin }] of edges.entries()) {
    const leftPx = begin[0]
    const last = edges.findIndex(({ upper }) => upper[0] >= leftPx + widthPx)
    if (last < 0 || leftPx + widthPx > rightPx) break
    const under = edges.slice(from, last + 1)
    const topPx = Math.max(...under.map(({ upper }) => upper[1]))
    const bottomPx = Math.min(...under.map(({ lower }) => lower[1]))
    if (best === null || bottomPx - topPx > best.bottomPx - best.topPx) best = { leftPx, topPx, bottomPx }
  }
  return best
}

function halves(label: string): string[] {
  const words = label.split(' ')
  const half = words.findIndex((_, index) => words.slice(0, index + 1).join(' ').length >= label.length / 2 - 4) + 1
  return [words.slice(0, half).join(' '), words.slice(half).join(' ')].filter((line) => line !== '')
}
