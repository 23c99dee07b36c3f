import { describe, expect, test } from 'vitest'
import type { CapacityView } from '../../../contract/methods/capacity.ts'
import { analyzeCapacity } from '../../../core/capacity/analyzeCapacity.ts'
import type { LevelRun } from '../../../core/capacity/level.ts'
import { throughputAt } from '../../../core/capacity/scalabilityLaw.ts'
import { levelRun } from '../../../core/capacity/testing/levelFixture.ts'
import { createSvgChart } from '../echartsParts.ts'
import type { Shape } from '../painting/shapes.ts'
import { blackTheme, plainTheme } from '../testing/plainTheme.ts'
import { capacityBox, capacityChart, nearestPoint, placeOf, type CapacityChoice } from './capacityChart.ts'
import { axisName, capacityPicture, paintMarks } from './capacityOption.ts'
import { capacityTable, levelReading, levelSentence } from './capacityReadings.ts'
import { paintCurve, paintLevelMarks, paintLimits } from './paintCapacity.ts'
import { paintCapacityPoints } from './paintPoints.ts'

const size = { widthPx: 800, heightPx: 400 }
const box = capacityBox(size)
const LAW = { sigma: 0.05, kappa: 0.0005, lambda: 12 }

function viewOf(runs: LevelRun[], more: Partial<CapacityView> = {}): CapacityView {
  return {
    search: null,
    planName: 'Shop',
    planFile: null,
    scenario: 'normal',
    target: 'http://shop.test',
    builds: [],
    startedAtMs: 0,
    unit: 'users',
    isRunning: false,
    runIds: runs.map(({ runId }) => runId),
    leftOut: [],
    analysis: analyzeCapacity(runs),
    ...more,
  }
}

/** Half of the users think. */
const lawful = [2, 4, 8, 16, 32, 64, 96].map((inFlight, at) =>
  levelRun(inFlight * 2, throughputAt(LAW, inFlight) * (1 + 0.003 * ((at % 3) - 1)), 10 * inFlight, {
    concurrency: inFlight,
  }),
)
const whole = viewOf(lawful)
const of = (view: CapacityView, choice: Partial<CapacityChoice> = {}) =>
  capacityChart(view, { kind: 'throughput', axis: 'inFlight', isLog: true, ...choice })
const texts = (shapes: Shape[]): string[] => shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
const lines = (shapes: Shape[]) =>
  shapes
    .flatMap((shape) => (shape.kind === 'clipped' ? shape.shapes : [shape]))
    .filter((shape) => shape.kind === 'line')

describe('the chart', () => {
  test('has a point for each run, in the order in which they ran, over what was in flight or what was asked for', () => {
    const later = viewOf(lawful, { runIds: lawful.map(({ runId }) => runId).toReversed() })
    expect(
      of(later)
        .points.map(({ x, time }) => [x, time])
        .at(0),
    ).toEqual([96, 0])
    expect(of(later, { axis: 'load' }).points.at(-1)).toMatchObject({ x: 4, time: 1, level: 0 })
    expect(axisName(of(whole, { axis: 'load' }))).toBe('users')
    expect(axisName(of({ ...whole, unit: 'perS' }, { axis: 'load' }))).toBe('arrivals per second')
  })

  test('draws the law only over what is in flight, solid as far as it was measured, never beyond 1.5 times that', () => {
    expect(of(whole, { axis: 'load' }).curve).toBeNull()
    const chart = of(whole)
    const [ray, measured, beyond] = lines(paintCurve(chart, box, plainTheme))
    expect([ray?.dash, measured?.dash, beyond?.dash]).toEqual(['dotted', 'solid', 'dashed'])
    const [edge] = placeOf(chart, box, 96, 0)
    const [end] = placeOf(chart, box, 1.5 * 96, 0)
    expect(measured!.points.at(-1)![0]).toBeCloseTo(edge, 3)
    expect(beyond!.points[0]![0]).toBeCloseTo(edge, 3)
    expect(Math.max(...beyond!.points.map(([x]) => x))).toBeCloseTo(end, 3)
    expect(texts(paintCurve(chart, box, plainTheme)).join()).toMatch(/linear,peak 1\d\d req\/s at 4\d/)
  })

  test('has its labels over the points and whatever else is drawn', () => {
    const { marks, labels } = paintMarks(of(whole), box, plainTheme)
    expect(texts(marks)).toEqual([])
    expect(texts(labels)).toEqual(expect.arrayContaining(['linear', '✓ maximums met to 32 users']))
  })

  test('draws no curve, ray or peak where the analysis gives none', () => {
    const few = of(viewOf(lawful.slice(0, 4)))
    expect(few.curve).toBeNull()
    expect(paintCurve(few, box, plainTheme)).toEqual([])
    expect(few.points).toHaveLength(4)
    const residuals = of(viewOf(lawful.slice(0, 4)), { kind: 'residuals' })
    expect(residuals.points).toEqual([])
  })

  test('points whose generator stood in the way are hollow, and the curve is none of theirs', () => {
    const doubtful = [...lawful, levelRun(250, 40, 900, { concurrency: 125, generatorDoubt: 'The CPU was busy.' })]
    const chart = of(viewOf(doubtful))
    expect(chart.points.filter(({ isHollow }) => isHollow).map(({ x }) => x)).toEqual([125])
    expect(chart.curve?.measuredTo).toBe(96)
    const drawn = paintCapacityPoints(chart, box, plainTheme)
    expect(drawn.filter((shape) => shape.kind === 'path' && shape.stroke === '--text-2')).toHaveLength(1)
    expect(of(viewOf(doubtful), { kind: 'residuals' }).points).toHaveLength(7)
  })

  test('marks the largest load that met its maximums, at its place of either axis, and each maximum as a line', () => {
    expect(texts(paintLevelMarks(of(whole), box, plainTheme))).toContain('✓ maximums met to 32 users')
    const [at] = lines(paintLevelMarks(of(whole, { axis: 'load' }), box, plainTheme))
    expect(at!.points[0]![0]).toBeCloseTo(placeOf(of(whole, { axis: 'load' }), box, 32, 0)[0], 3)
    const latency = of(whole, { kind: 'latency' })
    expect(latency.limits).toEqual([{ series: 'p95', ms: 200, text: 'p95 < 200ms' }])
    expect(texts(paintLimits(latency, box, plainTheme))).toEqual(['maximum p95 < 200ms'])
    expect(latency.yScale.kind).toBe('log')
    expect(of(whole, { kind: 'latency', isLog: false }).yScale).toMatchObject({ kind: 'linear', min: 0 })
  })

  test('maximums of one endpoint, or of shares, are no lines', () => {
    const [first] = lawful
    const maximums = [
      { ...first!.maximums[0]!, subject: 'GET /' },
      { ...first!.maximums[0]!, metric: 'failures', unit: 'share' as const },
    ]
    expect(of(viewOf([{ ...first!, maximums }]), { kind: 'latency' }).limits).toEqual([])
  })

  test('the nearest point is meant, within reach', () => {
    const chart = of(whole)
    const [x, y] = placeOf(chart, box, chart.points[3]!.x, chart.points[3]!.y)
    expect(nearestPoint(chart, box, [x + 5, y - 5])).toBe(chart.points[3])
    expect(nearestPoint(chart, box, [x, y + 120])).toBeNull()
  })
})

describe('nothing, and next to nothing', () => {
  const silent = levelRun(4, 0, 0, { requests: 0, concurrency: null, p50Ms: null, p95Ms: null, p99Ms: null })
  test.each([
    ['no run', viewOf([])],
    ['a run without requests', viewOf([silent])],
  ])('%s is drawn', (_, view) => {
    for (const kind of ['throughput', 'latency', 'residuals'] as const) {
      const chart = of(view, { kind })
      const svg = createSvgChart(size)
      svg.setOption(capacityPicture(chart, box, size, blackTheme).option)
      expect(svg.renderToSVGString()).toContain('→ in flight')
      svg.dispose()
      expect(() => capacityTable(chart).rows()).not.toThrow()
    }
  })

  test('what was not measured is –, never 0', () => {
    expect(levelSentence(viewOf([silent]), 0)).toContain('p50 –, p95 –, p99 –')
    expect(levelSentence(viewOf([]), 0)).toBe('')
    expect(levelReading(of(viewOf([])), 3)).toEqual([])
  })
})

describe('words and tables', () => {
  test('a level in a sentence', () => {
    expect(levelSentence(whole, 1)).toMatch(
      /^8 users, 4\.00 in flight\. 41\.\d req\/s, p50 20\.0 ms, p95 40\.0 ms, p99 60\.0 ms\. Of 1 run: all maximums met\.$/,
    )
    expect(levelReading(of(whole), 1)).toEqual(['8 users', '4.00 in flight', expect.stringMatching(/^41\.\d req\/s$/)])
    expect(levelReading(of(whole, { kind: 'residuals' }), 1)[1]).toMatch(/^[−+]\d\.\d\d %$/)
  })

  test('the table of throughputs has the runs and the curve, told apart', () => {
    const table = capacityTable(of(whole))
    const rows = table.rows()
    expect(table.columns).toHaveLength(9)
    expect(rows.every((row) => row.length === 9)).toBe(true)
    expect(rows[0]!.slice(0, 4)).toEqual(['run-4', 1, 4, 2])
    expect(rows.at(-1)![5]).toBe('curve, beyond what was measured')
    expect(capacityTable(of(viewOf(lawful.slice(0, 3)))).columns).toHaveLength(6)
  })

  test('those of times and residuals are by load and by run', () => {
    expect(capacityTable(of(whole, { kind: 'latency' })).rows()[0]).toEqual([
      4,
      2,
      1,
      10,
      20,
      30,
      0,
      'all maximums met',
    ])
    expect(capacityTable(of(whole, { kind: 'residuals' })).rows()).toHaveLength(7)
  })
})
