import { describe, expect, test } from 'vitest'
import { createSvgChart } from '../echartsParts.ts'
import { blackTheme, plainTheme } from '../testing/plainTheme.ts'
import { noisy, trendViewOf } from '../testing/trendView.ts'
import { paintAbove, paintBelow, paintPoints } from './paintTrend.ts'
import { placeOfRun } from './runPlace.ts'
import { seenFrom } from './seenScale.ts'
import { POINTS_AT_MOST } from './thinned.ts'
import {
  grabbedBuild,
  nearestBuild,
  nearestRun,
  trendBox,
  trendChart,
  xOf,
  yOf,
  buildPoint,
  type TrendChoice,
} from './trendChart.ts'
import { chipText, trendChips } from './trendChips.ts'
import { trendLevels } from './trendLevels.ts'
import { placesToName, trendPicture } from './trendOption.ts'
import { trendReading, trendSentence, trendTable } from './trendReadings.ts'
import { zoomed } from './useTrendKeys.ts'

const size = { widthPx: 800, heightPx: 400 }
const box = trendBox(size)
const WHOLE: TrendChoice = { axis: 'builds', isLog: false, window: null }
const HOSTILE = '<img src=x onerror=alert(1)>'

/** Slower by 20 % from build 20 on. */
const step = trendViewOf({
  builds: Array.from({ length: 30 }, (_, build) => noisy(build < 20 ? 100 : 120, build)),
  leftOut: [{ value: 125, afterBuild: 4 }],
  baseline: '1.3',
})

describe('places', () => {
  test('builds stand in their order, each as far from the next; dates as long as they lie apart', () => {
    const chart = trendChart(step, WHOLE)
    const [first, second, third] = [0, 1, 2].map((place) => xOf(chart, box, place))
    expect(second! - first!).toBeCloseTo(third! - second!)
    const dates = trendChart(step, { ...WHOLE, axis: 'dates' })
    expect(xOf(dates, box, 29)).toBeGreaterThan(xOf(dates, box, 28))
    expect(xOf(dates, box, 29.5)).toBeLessThanOrEqual(box.leftPx + box.widthPx)
  })

  test.each(['builds', 'dates'] as const)('the build under the pointer is the nearest one: %s', (axis) => {
    const chart = trendChart(step, { ...WHOLE, axis })
    for (const place of [0, 7, 29]) expect(nearestBuild(chart, box, xOf(chart, box, place) + 2)).toBe(place)
    expect(nearestBuild(chart, box, -1000)).toBe(0)
    expect(nearestBuild(chart, box, 10_000)).toBe(29)
  })

  test('a run that was left out stands between the builds before and after it', () => {
    const run = step.runs.find(({ leftOut }) => leftOut !== null)!
    expect(placeOfRun(step, run)).toBe(4.5)
  })

  test('a click means the run of a build, within reach; of several the nearest', () => {
    const chart = trendChart(step, WHOLE)
    const [x, y] = buildPoint(chart, box, step.trend.builds[7]!)
    expect(nearestRun(chart, box, [x + 2, y])).toBe('run-7-0')
    expect(nearestRun(chart, box, [x, y - 200])).toBeNull()
    const several = trendViewOf({ builds: Array.from({ length: 4 }, () => [100, 110]) })
    const own = trendChart(several, WHOLE)
    expect(nearestRun(own, box, [xOf(own, box, 2), yOf(own, box, 110)])).toBe('run-2-1')
  })

  test('a point is grabbed on it only: a drag that begins beside it chooses what is seen', () => {
    const chart = trendChart(step, WHOLE)
    const [x, y] = buildPoint(chart, box, step.trend.builds[7]!)
    expect(grabbedBuild(chart, box, [x + 3, y - 3])).toBe(7)
    expect(grabbedBuild(chart, box, [x, y + 20])).toBeNull()
  })

  test('nothing at all has no place', () => {
    const none = trendViewOf({ builds: [] })
    const chart = trendChart(none, WHOLE)
    expect(nearestBuild(chart, box, 100)).toBeNull()
    expect(nearestRun(chart, box, [100, 100])).toBeNull()
    expect(placesToName(chart, box)).toEqual([])
  })

  test('windows that are no windows are what can be seen', () => {
    expect(trendChart(step, { ...WHOLE, window: { from: -5, to: 900 } }).window).toEqual({ from: 0, to: 29 })
    expect(trendChart(step, { ...WHOLE, window: { from: 12, to: 3 } }).window).toEqual({ from: 12, to: 12 })
  })
})

describe('axis of values', () => {
  test('begins at what is seen, and ends round', () => {
    expect(seenFrom([98, 101, 119, 122], [], [])).toEqual({ kind: 'linear', min: 95, max: 125 })
    expect(seenFrom([0, 0.2], [], [], true)).toEqual({ kind: 'linear', min: 0, max: 0.2 })
  })

  test('a far run does not flatten all others, a near one is seen', () => {
    expect(seenFrom([100, 110], [500], []).max).toBeLessThan(130)
    expect(seenFrom([100, 110], [120], []).max).toBeGreaterThanOrEqual(120)
    expect(seenFrom([100, 110], [], [118]).max).toBeGreaterThanOrEqual(118)
  })

  test('all the same has a height, none has one, too', () => {
    const same = seenFrom([100, 100], [], [])
    expect(same.max).toBeGreaterThan(100)
    expect(same.min).toBeLessThan(100)
    expect(seenFrom([0, 0], [], [])).toEqual({ kind: 'linear', min: 0, max: 1 })
    expect(seenFrom([], [5], [])).toEqual({ kind: 'linear', min: 0, max: 1 })
    expect(seenFrom([Number.NaN], [], [])).toEqual({ kind: 'linear', min: 0, max: 1 })
  })

  test('shares have no logarithmic axis', () => {
    const shares = trendViewOf({ metric: 'errors', builds: Array.from({ length: 9 }, () => 0) })
    expect(trendChart(shares, { ...WHOLE, isLog: true }).yScale.kind).toBe('linear')
    expect(trendChart(step, { ...WHOLE, isLog: true }).yScale.kind).toBe('log')
  })
})

describe('levels', () => {
  test('are one line before the change and one after it, and meet between the builds', () => {
    const [before, after] = trendLevels(step)
    expect(before!.points.map(({ place }) => place)).toEqual([-0.5, 19.5])
    expect(after!.points.map(({ place }) => place)).toEqual([19.5, 29.5])
    expect(after!.points[0]!.level / before!.points[0]!.level).toBeCloseTo(1.2, 1)
    const { low, high, level } = before!.points[0]!
    expect(low).toBeLessThan(level)
    expect(high).toBeGreaterThan(level)
  })

  test('a drift is a ramp', () => {
    const drift = trendViewOf({
      builds: Array.from({ length: 90 }, (_, build) =>
        noisy(100 * (1 + Math.min(Math.max(build - 20, 0), 40) / 100), build),
      ),
    })
    expect(drift.trend.findings.map(({ kind }) => kind)).toEqual(['drift'])
    expect(trendLevels(drift).map(({ kind }) => kind)).toEqual(['level', 'drift', 'level'])
    expect(chipText(drift.changes[0]!)).toContain('drift')
  })

  test('too few builds have none', () => {
    expect(trendLevels(trendViewOf({ builds: [100, 101, 99] }))).toEqual([])
  })
})

describe('chips', () => {
  test('say where the number went, whether that is good, and where', () => {
    expect(chipText(step.changes[0]!)).toMatch(/^▲ \+\d+ % worse · 1\.20$/)
    const faster = trendViewOf({
      builds: Array.from({ length: 30 }, (_, build) => noisy(build < 20 ? 120 : 100, build)),
    })
    expect(chipText(faster.changes[0]!)).toMatch(/^▼ −\d+ % better · 1\.20$/)
  })

  test('do not lie over each other; what has no room keeps its line', () => {
    const many = trendViewOf({
      builds: Array.from({ length: 60 }, (_, build) => noisy(100, build)),
      plan: (build) => `plan ${Math.floor(build / 2)}`,
    })
    const chips = trendChips(trendChart(many, WHOLE), box)
    expect(chips).toHaveLength(29)
    const written = chips.filter(({ text }) => text !== '')
    for (const one of written)
      for (const other of written)
        if (one !== other && one.row === other.row)
          expect(one.leftPx + one.widthPx <= other.leftPx || other.leftPx + other.widthPx <= one.leftPx).toBe(true)
    expect(chips.length).toBeGreaterThan(written.length)
  })

  test('of one of several small charts they have one row, and the axis no words', () => {
    const small = trendChart(step, { ...WHOLE, isSmall: true })
    const own = trendBox(size, 0, true)
    expect(own.heightPx).toBeGreaterThan(box.heightPx)
    expect(trendChips(small, own).every(({ row }) => row === 0)).toBe(true)
    const svg = createSvgChart(size)
    svg.setOption(trendPicture(small, own, size, blackTheme).option)
    const text = svg.renderToSVGString()
    svg.dispose()
    expect(text).not.toContain('in the order of')
    expect(text).toContain('1.29')
  })

  test('names are text, short and in one direction', () => {
    const evil = trendViewOf({
      builds: Array.from({ length: 30 }, (_, build) => noisy(build < 20 ? 100 : 150, build)),
      label: (build) => `\u202e${HOSTILE}${'x'.repeat(10_000)}${build}`,
    })
    const text = chipText(evil.changes[0]!)
    expect(text.length).toBeLessThan(60)
    expect(text).not.toContain('\u202e')
  })
})

describe('picture', () => {
  test('has points, runs that were left out as rings, levels, the next run and the baseline', () => {
    const chart = trendChart(step, WHOLE)
    const points = paintPoints(chart, box, plainTheme)
    expect(points.filter((shape) => shape.kind === 'path' && shape.fill === undefined)).toHaveLength(1)
    const [below] = paintBelow(chart, box, plainTheme)
    expect(below!.kind === 'clipped' && below!.shapes.filter(({ kind }) => kind === 'polygon')).toHaveLength(2)
    expect(paintAbove(chart, box, plainTheme).some((shape) => shape.kind === 'text' && shape.text === '★')).toBe(true)
  })

  test('of 10,000 builds no more is drawn than can be told apart, and the change is', () => {
    const long = trendViewOf({
      builds: Array.from({ length: 10_000 }, (_, build) => [noisy(build < 6000 ? 100 : 130, build), 100]),
    })
    const chart = trendChart(long, WHOLE)
    expect(chart.builds.length + chart.runs.length).toBeLessThanOrEqual(POINTS_AT_MOST)
    expect(chart.isThinned).toBe(true)
    expect(chart.builds.map(({ index }) => index)).toEqual(
      expect.arrayContaining([0, 9999, long.trend.findings[0]!.kind === 'step' ? long.trend.findings[0]!.build : 0]),
    )
    expect(trendChart(long, { ...WHOLE, window: { from: 100, to: 200 } }).isThinned).toBe(false)
  })

  test.each([
    ['nothing', trendViewOf({ builds: [] })],
    ['one run', trendViewOf({ builds: [100] })],
    ['five builds', trendViewOf({ builds: [100, 102, 99, 101, 100], limits: [{ level: 'maximum', value: 103 }] })],
    ['hostile names', trendViewOf({ builds: [100, 102, 99], label: () => HOSTILE })],
    ['shares of 0', trendViewOf({ metric: 'errors', builds: Array.from({ length: 12 }, () => 0) })],
    ['a step', step],
  ])('%s is drawn', (_, view) => {
    for (const axis of ['builds', 'dates'] as const) {
      const svg = createSvgChart(size)
      svg.setOption(trendPicture(trendChart(view, { ...WHOLE, axis }), box, size, blackTheme).option)
      const text = svg.renderToSVGString()
      expect(text).not.toContain('NaN')
      expect(text).not.toContain('<img')
      svg.dispose()
    }
  })
})

describe('words', () => {
  test('say the build, its value, its level, and what changed there', () => {
    expect(trendSentence(step, 20)).toMatch(
      /^1\.20, .*\. p95 12\d ms, level 12\d ms, 1 run\. \+\d+ % \(.*\), confirmed\.$/,
    )
    expect(trendReading(step, 3)!.remarks).toEqual(['★ baseline'])
    expect(trendReading(step, 99)).toBeNull()
  })

  test('the table has all builds, and the runs that were left out', () => {
    const table = trendTable(step)
    const rows = table.rows()
    expect(table.columns[3]).toBe('p95 (ms)')
    expect(rows).toHaveLength(31)
    expect(rows.at(-1)).toEqual(['', 'out-0', new Date(4.5 * 86_400_000).toISOString(), 125, null, '', 'not trusted'])
  })
})

test('zooming ends at everything, and keeps what it is about', () => {
  expect(zoomed({ from: 0, to: 100 }, 50, 0.5, 100)).toEqual({ from: 25, to: 75 })
  expect(zoomed({ from: 25, to: 75 }, 50, 2, 100)).toBeNull()
  expect(zoomed({ from: 90, to: 100 }, 100, 0.5, 100)).toEqual({ from: 95, to: 100 })
})
