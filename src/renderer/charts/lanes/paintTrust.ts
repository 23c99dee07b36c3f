/** Whether the generator may be believed: a strip of states, and hatching over whatever is drawn over time where it may not. */
import type { RunWindow, TimelineView } from '../../../contract/methods/analysis.ts'
import { xOfSecond } from '../brushWindow.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { hatchPath, spansWhere } from '../painting/hatch.ts'
import type { Box, Shape } from '../painting/shapes.ts'
import { NOT_TRUSTED, NO_DATA } from './lane.ts'
import type { LaneChart, PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'

/** What each step of a timeline says of the generator. */
export type TrustSteps = Pick<TimelineView, 't' | 'stepS' | 'trust'>

const STATE_COLOURS = ['--met', '--warn', '--unknown', '--line'] as const

export function paintHatching(chart: LaneChart, layout: LaneLayout, theme: ChartTheme): Shape[] {
  const { trust } = chart
  return trust === null ? [] : hatchUntrusted({ ...chart, trust }, chart.window, layout.boxes, theme)
}

/** @param boxes plots that show the window from their left to their right edge */
export function hatchUntrusted(
  steps: TrustSteps,
  window: RunWindow,
  boxes: readonly Box[],
  theme: ChartTheme,
): Shape[] {
  const { trust } = steps
  const spans = spansWhere(trust.length, (index) => trust[index] === NOT_TRUSTED)
  const hatched = spans.flatMap((span) => boxes.flatMap((box) => boxOfSpan(steps, window, span, box) ?? []))
  const data = hatched.map((box) => hatchPath(box)).join('')
  if (data === '') return []
  return [
    ...hatched.map((box): Shape => ({ kind: 'rect', box, fill: theme.colour('--unknown'), opacity: 0.06 })),
    { kind: 'path', data, stroke: theme.colour('--unknown'), lineWidth: 1, opacity: 0.45 },
  ]
}

/** One rectangle a stretch, the higher the worse: told apart without colour. */
export function paintStrip(chart: LaneChart, { lane, box }: PlacedLane, theme: ChartTheme): Shape[] {
  if (lane.kind !== 'strip') return []
  const { states } = lane
  const shapes: Shape[] = []
  for (const [state, colour] of STATE_COLOURS.entries()) {
    for (const span of spansWhere(states.length, (index) => states[index] === state)) {
      const heightPx = state === 0 ? 3 : state === NO_DATA ? 1 : state === NOT_TRUSTED ? box.heightPx : 6
      const topPx = box.topPx + box.heightPx - heightPx
      const spanBox = boxOfSpan(chart, chart.window, span, { ...box, topPx, heightPx })
      if (spanBox !== null) shapes.push({ kind: 'rect', box: spanBox, fill: theme.colour(colour) })
    }
  }
  return shapes
}

/** Null: none of the window. */
function boxOfSpan(
  { t, stepS }: Pick<TrustSteps, 't' | 'stepS'>,
  window: RunWindow,
  { from, to }: { from: number; to: number },
  plot: Box,
): Box | null {
  const fromS = Math.max(window.fromS, t[from] ?? 0)
  const toS = Math.min(window.toS, (t[to - 1] ?? 0) + stepS)
  if (fromS >= toS) return null
  const leftPx = xOfSecond(fromS, plot, window)
  return { ...plot, leftPx, widthPx: Math.max(1, xOfSecond(toS, plot, window) - leftPx) }
}
