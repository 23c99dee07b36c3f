/** What stands behind the points: the law with its band, how far it was measured, limits, and the loads that are told. */
import { loadText } from '../../../core/capacity/capacityWords.ts'
import { formatSignificant } from '../../../core/units/number.ts'
import { formatRate } from '../../../core/units/rate.ts'
import type { CurvePoint } from '../../../core/capacity/scalability.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { placeLabels } from '../painting/labelPlacement.ts'
import type { Box, Dash, Point, Shape } from '../painting/shapes.ts'
import { placeOf, xOfLevel, type CapacityChart } from './capacityChart.ts'

const MARK_LABEL_PX = 150

/** The band, the straight line of no loss, the law: solid as far as it was measured, dashed beyond; and its peak, where it is told. */
export function paintCurve(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const { curve } = chart
  if (curve === null) return []
  const colour = theme.colour('--candidate')
  const at = (concurrency: number, perS: number): Point => placeOf(chart, box, concurrency, perS)
  const inside = curve.points.filter(({ concurrency }) => concurrency <= curve.measuredTo)
  const end = interpolated(curve.points, curve.measuredTo)
  const measured = end === null ? inside : [...inside, end]
  const beyond = [
    ...(end === null ? [] : [end]),
    ...curve.points.filter(({ concurrency }) => concurrency > curve.measuredTo),
  ]
  const line = (points: readonly CurvePoint[], dash: Dash): Shape => ({
    kind: 'line',
    points: points.map(({ concurrency, throughputPerS }) => at(concurrency, throughputPerS)),
    stroke: colour,
    lineWidth: 2,
    dash,
  })
  const band = [
    ...curve.points.map(({ concurrency, highPerS }) => at(concurrency, highPerS)),
    ...curve.points.toReversed().map(({ concurrency, lowPerS }) => at(concurrency, lowPerS)),
  ]
  const ray: Shape = {
    kind: 'line',
    points: [at(0, 0), at(chart.xScale.max, curve.lambda.value * chart.xScale.max)],
    stroke: theme.colour('--text-3'),
    lineWidth: 1,
    dash: 'dotted',
  }
  return [
    {
      kind: 'clipped',
      box,
      shapes: [
        { kind: 'polygon', points: band, fill: colour, opacity: 0.14 },
        ray,
        line(measured, 'solid'),
        line(beyond, 'dashed'),
      ],
    },
    ...paintRayName(chart, box, theme),
    ...paintPeak(chart, box, theme),
  ]
}

/** The band and the curve where what was measured ends. */
function interpolated(points: readonly CurvePoint[], concurrency: number): CurvePoint | null {
  const after = points.findIndex((point) => point.concurrency > concurrency)
  const [one, two] = [points[after - 1], points[after]]
  if (one === undefined || two === undefined) return null
  const share = (concurrency - one.concurrency) / (two.concurrency - one.concurrency)
  const between = (read: (point: CurvePoint) => number): number => read(one) + share * (read(two) - read(one))
  return {
    concurrency,
    throughputPerS: between((point) => point.throughputPerS),
    lowPerS: between((point) => point.lowPerS),
    highPerS: between((point) => point.highPerS),
  }
}

/** Beside the line, near where it leaves the chart. */
function paintRayName(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const { curve, xScale, yScale } = chart
  if (curve === null || !(curve.lambda.value > 0)) return []
  const x = Math.min(xScale.max, (yScale.max / curve.lambda.value) * 0.94)
  const [xPx, yPx] = placeOf(chart, box, x, curve.lambda.value * x)
  return [label([xPx + 8, yPx], 'linear', '--text-3', 'left', theme)]
}

function paintPeak(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const peak = chart.curve?.peak
  if (peak?.kind !== 'peak') return []
  const { concurrency, throughputPerS } = peak
  const colour = theme.colour('--text')
  const at = placeOf(chart, box, concurrency.value, throughputPerS.value)
  const high = Math.min(concurrency.high ?? chart.xScale.max, chart.xScale.max)
  const [[lowPx, y], [highPx]] = [
    placeOf(chart, box, concurrency.low, throughputPerS.value),
    placeOf(chart, box, high, throughputPerS.value),
  ]
  const tick = (x: number): Shape => ({
    kind: 'line',
    points: [
      [x, y - 4],
      [x, y + 4],
    ],
    stroke: colour,
    lineWidth: 1.25,
  })
  return [
    {
      kind: 'line',
      points: [
        [lowPx, y],
        [highPx, y],
      ],
      stroke: colour,
      lineWidth: 1.25,
    },
    tick(lowPx),
    tick(highPx),
    { kind: 'dot', at, radiusPx: 3, fill: colour },
    label(
      [at[0], y - 14],
      `peak ${formatRate(throughputPerS.value)} at ${formatSignificant(concurrency.value)}`,
      '--text',
      'center',
      theme,
    ),
  ]
}

/** The largest load with all maximums met, and where throughput stops rising, in both charts. */
export function paintLevelMarks(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const { knee, saturation, levels } = chart.view.analysis
  const told = [
    ...(knee.kind === 'knee'
      ? [{ load: knee.load, text: `✓ maximums met to ${loadText(knee.load)}`, token: '--met-text' }]
      : []),
    ...(saturation.kind === 'saturated'
      ? [{ load: saturation.load, text: `stops rising: ${loadText(saturation.load)}`, token: '--warn-text' }]
      : []),
  ]
  const drawn = new Set<number>()
  return told.flatMap(({ load, text, token }, row): Shape[] => {
    const level = levels.find((each) => each.load.level === load.level)
    const x = level === undefined ? Number.NaN : xOfLevel(level, chart.axis)
    if (!Number.isFinite(x)) return []
    const [xPx] = placeOf(chart, box, x, chart.yScale.max)
    const isRight = xPx + MARK_LABEL_PX < box.leftPx + box.widthPx
    const bottomPx = box.topPx + box.heightPx
    const line: Shape = {
      kind: 'line',
      points: [
        [xPx, box.topPx],
        [xPx, bottomPx],
      ],
      stroke: theme.colour(token),
      lineWidth: 1.25,
      dash: token === '--met-text' ? 'solid' : 'dashed',
    }
    const isFirst = !drawn.has(load.level)
    drawn.add(load.level)
    // At the foot: points are mostly above.
    const at: Point = [isRight ? xPx + 5 : xPx - 5, bottomPx - 10 - 15 * row]
    return [...(isFirst ? [line] : []), label(at, text, token, isRight ? 'left' : 'right', theme)]
  })
}

export function paintLimits(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const rightPx = box.leftPx + box.widthPx
  const ys = chart.limits.map(({ ms }) => placeOf(chart, box, chart.xScale.max, ms)[1])
  const labels = placeLabels(
    ys.map((y) => y - 8),
    13,
    box.topPx + 6,
    box.topPx + box.heightPx,
  )
  return chart.limits.flatMap(({ series, text }, at): Shape[] => [
    {
      kind: 'line',
      points: [
        [box.leftPx, ys[at]!],
        [rightPx, ys[at]!],
      ],
      stroke: theme.colour(`--${series}`),
      lineWidth: 1.25,
      dash: 'dashed',
    },
    label([box.leftPx + 6, labels[at]!], `maximum ${text}`, '--fail-text', 'left', theme),
  ])
}

export function paintZero(chart: CapacityChart, box: Box, theme: ChartTheme): Shape[] {
  const [, y] = placeOf(chart, box, 0, 0)
  return [
    {
      kind: 'line',
      points: [
        [box.leftPx, y],
        [box.leftPx + box.widthPx, y],
      ],
      stroke: theme.colour('--candidate'),
      lineWidth: 1.5,
    },
  ]
}

function label(at: Point, text: string, token: string, align: 'left' | 'right' | 'center', theme: ChartTheme): Shape {
  return { kind: 'text', at, text, color: theme.colour(token), align, weight: 500, halo: theme.colour('--surface') }
}
