/** What belongs to lines: points that stand alone, limits, names at their ends. */
import { valueText } from '../axis/axisText.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { placeLabels } from '../painting/labelPlacement.ts'
import type { Shape } from '../painting/shapes.ts'
import { yOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { ChartLimit } from './lane.ts'

const LABEL_GAP_PX = 12

/** A value between two gaps has no line: it is a dot, or it would not be seen. */
export function paintSinglePoints(
  chart: Pick<LaneChart, 'hidden' | 't' | 'stepS'>,
  placed: PlacedLane,
  theme: ChartTheme,
  xOfSecond: (second: number) => number,
): Shape[] {
  if (placed.lane.kind === 'strip') return []
  return placed.lane.series
    .filter(({ id, shape }) => shape === 'line' && !chart.hidden.has(id))
    .flatMap((series) =>
      singlePoints(series.values).flatMap((index): Shape[] => {
        const y = yOf(placed, series.values[index] ?? Number.NaN)
        if (!Number.isFinite(y)) return []
        const x = xOfSecond((chart.t[index] ?? 0) + chart.stepS / 2)
        return [{ kind: 'dot', at: [x, y], radiusPx: (series.widthPx ?? 1.5) + 0.5, fill: theme.colour(series.color) }]
      }),
    )
}

export function singlePoints(values: ArrayLike<number>): number[] {
  const isThere = (index: number) => Number.isFinite(values[index] ?? Number.NaN)
  const single: number[] = []
  for (let index = 0; index < values.length; index++) {
    if (isThere(index) && !isThere(index - 1) && !isThere(index + 1)) single.push(index)
  }
  return single
}

/** A target is thin and dashed, a maximum thin and solid; each says at the right edge what it is. */
export function paintLimits(placed: PlacedLane, theme: ChartTheme): Shape[] {
  if (placed.lane.kind === 'strip') return []
  const { box, lane } = placed
  const [top, bottom] = [box.topPx, box.topPx + box.heightPx]
  const limits = placed.lane.limits.filter(({ ms }) => Number.isFinite(yOf(placed, ms)))
  const wanted = limits.map(({ ms }) => Math.min(bottom, Math.max(top, yOf(placed, ms))) - 7)
  const centres = placeLabels(wanted, LABEL_GAP_PX, top + 6, bottom - 6)
  return limits.flatMap((limit, index): Shape[] => {
    const y = yOf(placed, limit.ms)
    const { line, text, dash } = limitLook(limit)
    const isShown = y >= top - 0.5 && y <= bottom + 0.5
    const label: Shape = {
      kind: 'text',
      at: [box.leftPx + box.widthPx - 4, centres[index] ?? y],
      // What is beyond the axis is said with its direction, not left out.
      text: `${limit.label} ${valueText(lane.unit, limit.ms)}${isShown ? '' : y < top ? ' ↑' : ' ↓'}`,
      color: theme.colour(text),
      align: 'right',
      halo: theme.colour('--surface'),
      maxWidthPx: box.widthPx / 2,
    }
    if (!isShown) return [label]
    const points: [number, number][] = [
      [box.leftPx, y],
      [box.leftPx + box.widthPx, y],
    ]
    return [{ kind: 'line', points, stroke: theme.colour(line), lineWidth: 1, dash }, label]
  })
}

export function limitLook({ level }: Pick<ChartLimit, 'level'>) {
  return level === 'target'
    ? ({ line: '--warn', text: '--warn-text', dash: 'dashed' } as const)
    : ({ line: '--fail', text: '--fail-text', dash: 'solid' } as const)
}

/** Names at the right ends of lines, moved apart. */
export function paintEndLabels({ hidden }: Pick<LaneChart, 'hidden'>, placed: PlacedLane, theme: ChartTheme): Shape[] {
  if (placed.lane.kind === 'strip') return []
  const { box } = placed
  const ends = placed.lane.series.flatMap(({ id, endLabel, values, color }) => {
    const y = yOf(placed, lastFinite(values))
    return endLabel === undefined || hidden.has(id) || !Number.isFinite(y) ? [] : [{ endLabel, y, color }]
  })
  const [min, max] = [box.topPx + 2, box.topPx + box.heightPx - 2]
  const centres = placeLabels(
    ends.map(({ y }) => y),
    LABEL_GAP_PX,
    min,
    max,
  )
  return ends.map(({ endLabel, color }, index) => ({
    kind: 'text',
    at: [box.leftPx + box.widthPx + 5, centres[index] ?? min],
    text: endLabel,
    color: theme.colour(color),
    align: 'left',
    weight: 500,
  }))
}

function lastFinite(values: ArrayLike<number>): number {
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] ?? Number.NaN
    if (Number.isFinite(value)) return value
  }
  return Number.NaN
}
