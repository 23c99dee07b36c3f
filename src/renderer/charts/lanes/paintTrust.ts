/** Whether the generator may be believed: a strip of states, and hatching over every lane where it may not. */
import type { ChartTheme } from '../chartTheme.ts'
import { hatchPath, spansWhere } from '../painting/hatch.ts'
import type { Box, Shape } from '../painting/shapes.ts'
import { NOT_TRUSTED, NO_DATA } from './lane.ts'
import { xOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'

const STATE_COLOURS = ['--met', '--warn', '--unknown', '--line'] as const

export function paintHatching(chart: LaneChart, layout: LaneLayout, theme: ChartTheme): Shape[] {
  const { trust } = chart
  if (trust === null) return []
  const spans = spansWhere(trust.length, (index) => trust[index] === NOT_TRUSTED)
  const boxes = spans.flatMap(({ from, to }) =>
    layout.boxes.map((box) => spanBox(chart, layout, from, to, box.topPx, box.heightPx)),
  )
  const data = boxes.map((box) => hatchPath(box)).join('')
  if (data === '') return []
  return [
    ...boxes.map((box): Shape => ({ kind: 'rect', box, fill: theme.colour('--unknown'), opacity: 0.06 })),
    { kind: 'path', data, stroke: theme.colour('--unknown'), lineWidth: 1, opacity: 0.45 },
  ]
}

/** One rectangle a stretch. Degraded is lower than the others and not trusted is hatched: told apart without colour. */
export function paintStrip(
  chart: LaneChart,
  layout: LaneLayout,
  { lane, box }: PlacedLane,
  theme: ChartTheme,
): Shape[] {
  if (lane.kind !== 'strip') return []
  const { states } = lane
  const shapes: Shape[] = []
  for (const [state, colour] of STATE_COLOURS.entries()) {
    for (const { from, to } of spansWhere(states.length, (index) => states[index] === state)) {
      const heightPx = state === 0 ? 3 : state === NO_DATA ? 1 : state === NOT_TRUSTED ? box.heightPx : 6
      const topPx = box.topPx + box.heightPx - heightPx
      shapes.push({ kind: 'rect', box: spanBox(chart, layout, from, to, topPx, heightPx), fill: theme.colour(colour) })
    }
  }
  return shapes
}

function spanBox(chart: LaneChart, layout: LaneLayout, from: number, to: number, topPx: number, heightPx: number): Box {
  const leftPx = xOf(chart, layout, Math.max(chart.window.fromS, chart.t[from] ?? 0))
  const end = (chart.t[to - 1] ?? 0) + chart.stepS
  const rightPx = xOf(chart, layout, Math.min(chart.window.toS, end))
  return { leftPx, topPx, widthPx: Math.max(1, rightPx - leftPx), heightPx }
}
