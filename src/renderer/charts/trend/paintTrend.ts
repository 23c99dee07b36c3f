/** What is painted of a trend: below the points its levels and stretches, above them what is said of them. */
import type { TrendFinding } from '../../../core/trend/trendTypes.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { placeLabels } from '../painting/labelPlacement.ts'
import type { Box, Point, Shape } from '../painting/shapes.ts'
import { buildPoint, headHeight, isBeyond, runPoint, xOf, yOf, type TrendChart } from './trendChart.ts'
import { CHIP_PX, chipRows, trendChips, type ChipTone, type TrendChip } from './trendChips.ts'
import { trendLevels } from './trendLevels.ts'
import { trendMetric } from './trendMetric.ts'

const RADIUS_PX = 3.5
const RUN_RADIUS_PX = 2
/** More points are smaller, so that they are still points. */
const MANY = 250
const DENSE = 1000

const TONES: Readonly<Record<ChipTone, { line: string; ground: string; text: string }>> = {
  worse: { line: '--fail', ground: '--fail-soft', text: '--fail-text' },
  better: { line: '--met', ground: '--met-soft', text: '--met-text' },
  other: { line: '--info', ground: '--info-soft', text: '--info-text' },
  break: { line: '--text-3', ground: '--surface-2', text: '--text-2' },
}

export function paintBelow(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  const shapes = [
    ...chart.view.trend.findings.flatMap((finding) => paintSet(chart, box, finding, theme)),
    ...paintLevels(chart, box, theme),
    ...paintNext(chart, box, theme),
  ]
  return [{ kind: 'clipped', box, shapes }, ...paintNextName(chart, box, theme)]
}

/** Where the change may have begun with 95 %, and along what it went on. */
function paintSet(chart: TrendChart, box: Box, finding: TrendFinding, theme: ChartTheme): Shape[] {
  const ends =
    finding.kind === 'drift'
      ? [finding.from, finding.to]
      : [(finding.buildSet[0]?.build ?? finding.build) - 0.5, (finding.buildSet.at(-1)?.build ?? finding.build) + 0.5]
  const [from, to] = [xOf(chart, box, ends[0]!), xOf(chart, box, ends[1]!)]
  const fill = theme.colour(TONES[toneOf(finding)].ground)
  return [
    {
      kind: 'rect',
      box: { ...box, leftPx: from, widthPx: Math.max(2, to - from) },
      fill,
      opacity: finding.minor ? 0.45 : 0.9,
    },
  ]
}

function toneOf({ verdict }: TrendFinding): ChipTone {
  if (verdict === 'regressed') return 'worse'
  return verdict === 'improved' ? 'better' : 'other'
}

function paintLevels(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  const { from, to } = chart.window
  return trendLevels(chart.view)
    .filter(({ points }) => points.at(-1)!.place >= from - 1 && points[0]!.place <= to + 1)
    .flatMap(({ points, kind }): Shape[] => {
      const at = (place: number, value: number): Point => [xOf(chart, box, place), yOf(chart, box, value)]
      const banded = points.filter(({ low, high }) => low !== null && high !== null)
      return [
        {
          kind: 'polygon',
          points: [
            ...banded.map(({ place, high }) => at(place, high!)),
            ...banded.toReversed().map(({ place, low }) => at(place, low!)),
          ],
          fill: theme.colour('--text-3'),
          opacity: 0.13,
        },
        {
          kind: 'line',
          points: points.map(({ place, level }) => at(place, level)),
          stroke: theme.colour('--text'),
          lineWidth: kind === 'drift' ? 1.5 : 1.75,
          dash: kind === 'drift' ? 'dashed' : 'solid',
        },
      ]
    })
}

/** What the next run may be without being news. */
function paintNext(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  if (chart.next === null) return []
  const { leftPx, rightPx } = nextEnds(chart, box)
  const [top, bottom] = [yOf(chart, box, chart.next.high), yOf(chart, box, chart.next.low)]
  const stroke = theme.colour('--info')
  const edge = (y: number): Shape => ({
    kind: 'line',
    points: [
      [leftPx, y],
      [rightPx, y],
    ],
    stroke,
    lineWidth: 1.25,
    dash: 'dashed',
  })
  const band: Box = { leftPx, topPx: top, widthPx: rightPx - leftPx, heightPx: Math.max(1, bottom - top) }
  return [{ kind: 'rect', box: band, fill: theme.colour('--info-soft') }, edge(top), edge(bottom)]
}

function nextEnds(chart: TrendChart, box: Box): { leftPx: number; rightPx: number } {
  return {
    leftPx: xOf(chart, box, chart.window.to + (chart.axis === 'builds' ? 0.5 : 0.3)),
    rightPx: box.leftPx + box.widthPx,
  }
}

function paintNextName(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  if (chart.next === null || chart.isSmall) return []
  const { rightPx } = nextEnds(chart, box)
  const y = box.topPx + box.heightPx + 32
  return [
    { kind: 'text', at: [rightPx, y], text: 'next run, 99 %', color: theme.colour('--info-text'), align: 'right' },
  ]
}

export function paintPoints(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  const colour = theme.colour(trendMetric(chart.view.metric).colour)
  const isMany = chart.builds.length > MANY
  const isDense = chart.builds.length > DENSE
  const radiusPx = isMany ? 2 : RADIUS_PX
  const [dots, beyond, rings] = ['', '', ''].map(() => [] as string[]) as [string[], string[], string[]]
  for (const build of chart.builds) {
    const at = buildPoint(chart, box, build)
    const dot = isDense ? square(at, radiusPx) : circle(at, radiusPx)
    ;(isBeyond(chart, build.value) ? beyond : dots).push(
      isBeyond(chart, build.value) ? triangle(at, build.value > chart.yScale.max) : dot,
    )
    if (build.outlier) rings.push(diamond(at, radiusPx + 5))
  }
  const [counted, leftOut] = [[] as string[], [] as string[]]
  for (const run of chart.runs) {
    const at = runPoint(chart, box, run)
    if (at !== null)
      (run.leftOut === null ? counted : leftOut).push(circle(at, RUN_RADIUS_PX + (run.leftOut === null ? 0 : 0.75)))
  }
  const path = (data: string[], look: Omit<Extract<Shape, { kind: 'path' }>, 'kind' | 'data'>): Shape[] =>
    data.length === 0 ? [] : [{ kind: 'path', data: data.join(''), ...look }]
  return [
    ...paintLine(chart, box, colour),
    ...path(counted, { fill: colour, opacity: 0.45 }),
    ...path(leftOut, { stroke: theme.colour('--text-3'), lineWidth: 1.25 }),
    // Lowest and highest of neighbours are a cloud, in which the levels are to be seen.
    ...path(dots, {
      fill: colour,
      opacity: isDense ? 0.35 : 1,
      ...(isMany ? {} : { stroke: theme.colour('--surface'), lineWidth: 1 }),
    }),
    ...path(beyond, { fill: colour }),
    ...path(rings, { stroke: theme.colour('--warn-text'), lineWidth: 1.5 }),
  ]
}

/** Thin: from build to build of one segment. */
function paintLine(chart: TrendChart, box: Box, stroke: string): Shape[] {
  const bySegment = new Map<number, Point[]>()
  for (const build of chart.builds) {
    const points = bySegment.get(build.segment) ?? []
    points.push(buildPoint(chart, box, build))
    bySegment.set(build.segment, points)
  }
  return [...bySegment.values()].map((points) => ({
    kind: 'line',
    points,
    stroke,
    lineWidth: 1,
    opacity: chart.builds.length > DENSE ? 0.15 : 0.4,
  }))
}

export function paintAbove(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  return [
    ...trendChips(chart, box)
      .toReversed()
      .flatMap((chip) => paintChip(chart, chip, box, theme)),
    ...paintLimits(chart, box, theme),
    ...paintStar(chart, box, theme),
  ]
}

function paintChip(chart: TrendChart, chip: TrendChip, box: Box, theme: ChartTheme): Shape[] {
  const { line, ground, text } = TONES[chip.tone]
  const topPx = box.topPx - headHeight(chart) + 4 + (chipRows(chart) - 1 - chip.row) * (CHIP_PX + 2)
  const foot = chip.text === '' ? box.topPx : topPx + CHIP_PX
  const bar: Shape = {
    kind: 'line',
    points: [
      [chip.xPx, foot],
      [chip.xPx, box.topPx + box.heightPx],
    ],
    stroke: theme.colour(line),
    lineWidth: chip.isFaint || chip.tone === 'break' ? 1 : 1.75,
    dash: chip.isFaint || chip.tone === 'break' ? 'dashed' : 'solid',
  }
  if (chip.text === '') return [bar]
  return [
    bar,
    {
      kind: 'rect',
      box: { leftPx: chip.leftPx, topPx, widthPx: chip.widthPx, heightPx: CHIP_PX },
      fill: theme.colour(ground),
      radiusPx: 4,
    },
    {
      kind: 'text',
      at: [chip.leftPx + 6, topPx + CHIP_PX / 2],
      text: chip.text,
      color: theme.colour(text),
      align: 'left',
      weight: chip.isFaint ? 400 : 600,
      maxWidthPx: chip.widthPx - 8,
    },
  ]
}

function paintLimits(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  const seen = chart.view.limits.filter(({ value }) => !isBeyond(chart, value))
  const heights = placeLabels(
    seen.map(({ value }) => yOf(chart, box, value) - 7),
    12,
    box.topPx + 6,
    box.topPx + box.heightPx,
  )
  return seen.flatMap(({ level, value }, at): Shape[] => {
    const colour = theme.colour(level === 'target' ? '--warn-text' : '--fail-text')
    const y = yOf(chart, box, value)
    return [
      {
        kind: 'line',
        points: [
          [box.leftPx, y],
          [box.leftPx + box.widthPx, y],
        ],
        stroke: colour,
        lineWidth: 1.25,
        dash: level === 'target' ? 'dashed' : 'solid',
      },
      {
        kind: 'text',
        at: [box.leftPx + 4, heights[at]!],
        text: `${level} ${trendMetric(chart.view.metric).tick(value)}`,
        color: colour,
        align: 'left',
        halo: theme.colour('--surface'),
      },
    ]
  })
}

/** The build that others are compared with. */
function paintStar(chart: TrendChart, box: Box, theme: ChartTheme): Shape[] {
  const { baseline } = chart.view
  if (baseline === null) return []
  return chart.builds
    .filter(({ build }) => build === baseline)
    .map((build) => {
      const [x, y] = buildPoint(chart, box, build)
      return {
        kind: 'text',
        at: [x, y - 12],
        text: '★',
        color: theme.colour('--text'),
        align: 'center',
        sizePx: 13,
        halo: theme.colour('--surface'),
      }
    })
}

function circle([x, y]: Point, r: number): string {
  return `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
}

/** As small as a dot of two thousand it looks the same, and is drawn many times as fast. */
function square([x, y]: Point, r: number): string {
  return `M${(x - r).toFixed(1)} ${(y - r).toFixed(1)}h${2 * r}v${2 * r}h${-2 * r}Z`
}

function diamond([x, y]: Point, r: number): string {
  return `M${x.toFixed(1)} ${(y - r).toFixed(1)}l${r} ${r}l${-r} ${r}l${-r} ${-r}Z`
}

function triangle([x, y]: Point, isUp: boolean): string {
  const h = isUp ? 8 : -8
  return `M${x.toFixed(1)} ${y.toFixed(1)}l5 ${h}h-10Z`
}
