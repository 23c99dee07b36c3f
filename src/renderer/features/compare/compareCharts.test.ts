/** What the charts of a comparison are drawn from. */
import { describe, expect, test } from 'vitest'
import { errorLogit } from '../../../core/comparison/metrics.ts'
import { ratioAxis, valueAxis } from './compareAxes.ts'
import { effectLimit, shiftLimit } from './effectLimits.ts'
import { findingParts, mostChanged, nextFinding } from './findingParts.ts'
import { drawnOf, forestOf, forestRow, forestTable, MOST_FOREST_ROWS } from './forestRows.ts'
import { runExtent, runLines, runRows, runTable } from './runRows.ts'
import { sampleComparison, sampleEndpoint, sampleMetric, samplePoint } from './sampleComparison.ts'
import { shiftSteps } from './shiftSteps.ts'

describe('forest', () => {
  const endpoints = [
    sampleEndpoint('GET /', [sampleMetric('p95', 0.8, 'improved')]),
    sampleEndpoint('__proto__', [sampleMetric('p95', 1.5, 'regressed')]),
    sampleEndpoint('few', [sampleMetric('p95', null, 'notEnoughData')]),
  ]

  test('slower ones are first, those without a change are left out', () => {
    const entries = forestOf(endpoints, 'p95')
    expect(entries.map(({ endpoint }) => endpoint.name)).toEqual(['__proto__', 'GET /'])
    expect(forestOf(endpoints, 'p50')).toEqual([])
    const row = forestRow(entries[0]!)
    expect(row).toMatchObject({ mark: 'up', color: '--fail', text: '+50 % (+43 … +58 %)' })
    expect(row.value).toBeCloseTo(1.5)
    expect(row.interval!.low).toBeCloseTo(1.5 * Math.exp(-0.05))
    expect(forestTable(entries).rows()[1]![0]).toBe('GET /')
  })

  test('of very many, those that changed most are drawn, in their order', () => {
    const many = Array.from({ length: 500 }, (_, at) =>
      sampleEndpoint(`e${at}`, [sampleMetric('p95', 1 + (at - 250) / 1000)]),
    )
    const drawn = drawnOf(forestOf(many, 'p95'))
    expect(drawn).toHaveLength(MOST_FOREST_ROWS)
    expect([drawn[0]!.endpoint.name, drawn.at(-1)!.endpoint.name]).toEqual(['e499', 'e0'])
    expect(Math.min(...drawn.map(({ effect }) => Math.abs(effect)))).toBeGreaterThan(0.15)
  })

  test('the axis holds every effect and names round changes; one wide interval does not flatten it', () => {
    const axis = ratioAxis([
      sampleMetric('p95', 1.2),
      sampleMetric('p95', 0.9, 'notEnoughData', { interval: { low: -9, high: 9 } }),
    ])
    expect(axis.scale.min).toBeLessThan(0.9)
    expect(axis.scale.max).toBeGreaterThan(1.2)
    expect(axis.scale.max).toBeLessThan(2)
    expect(axis.ticks).toContain(1)
    expect(axis.ticks.map(axis.tickText)).toContain('0')
    expect(axis.tickText(1.5)).toBe('+50 %')
    expect(axis.tickText(0.5)).toBe('−50 %')
    expect(ratioAxis([]).scale.min).toBeLessThan(1)
  })
})

describe('runs', () => {
  const value = (runId: string, ms: number) => ({
    runId,
    value: Math.log(ms),
    withinRun: { low: Math.log(ms * 0.9), high: Math.log(ms * 1.1) },
    failureShare: null,
  })
  const metric = sampleMetric('p95', 1.5, 'notEnoughData', {
    baseline: [value('a', 100), value('b', 102)],
    candidate: [value('c', 101), value('d', 250)],
    reason: { kind: 'oneRunDecides', runIds: ['d'] },
    typical: { baseline: 101, candidate: 159 },
  })

  test('each has a row with its value, by build; the one that decides is marked', () => {
    const rows = runRows(metric, new Set(['b']))
    expect(rows.map(({ id, group, mark, text }) => [id, group, mark, text])).toEqual([
      ['a', 'baseline', 'ring', '100 ms'],
      ['b', 'baseline', 'diamond', '102 ms · far from the others'],
      ['c', 'candidate', 'circle', '101 ms'],
      ['d', 'candidate', 'diamond', '250 ms · decides alone'],
    ])
    expect(rows[3]!.interval!.high).toBeCloseTo(275)
    expect(runLines(metric).map(({ value: at, group }) => [at, group])).toEqual([
      [101, 'baseline'],
      [159, 'candidate'],
    ])
    expect(runTable(metric).rows()).toHaveLength(4)
  })

  test('the axis shows what lies between them, not from 0; far apart, it is logarithmic', () => {
    const { scale } = valueAxis('p95', runExtent(metric))
    expect(scale.kind).toBe('linear')
    expect(scale.min).toBeGreaterThan(70)
    expect(scale.max).toBeGreaterThan(275)
    expect(valueAxis('p95', [1, 1000]).scale.kind).toBe('log')
    for (const values of [[], [0], [5], [0, 1000]]) {
      const { scale: own } = valueAxis('errors', values)
      expect(own.max).toBeGreaterThan(own.min)
    }
  })

  test('shares of failures are shares', () => {
    const failing = sampleMetric('errors', 1, 'unchanged', {
      baseline: [
        { runId: 'a', value: errorLogit(50, 1000), withinRun: null, failureShare: 0.05 },
        { runId: 'b', value: errorLogit(0, 1000), withinRun: null, failureShare: 0 },
      ],
      candidate: [],
      typical: { baseline: 0.005, candidate: null },
      failureShare: { baseline: 0.025, candidate: null },
    })
    expect(runRows(failing, new Set()).map(({ value, text }) => [value, text])).toEqual([
      [0.05, '5.00 %'],
      [0, '0.00 %'],
    ])
    expect(runLines(failing).map(({ value }) => value)).toEqual([0.025])
    expect(runExtent(failing)).toEqual([0.05, 0])
    expect(runTable(failing).rows()[1]!.slice(0, 3)).toEqual(['b', 'baseline', 0])
  })
})

test('each percentile of a shift has the threshold of the metric that is nearest', () => {
  const threshold = (limit: number) => ({ threshold: { low: -Math.log1p(limit), high: Math.log1p(limit) } })
  const steps = shiftSteps({
    shift: [samplePoint(1, 1), samplePoint(50, 1), samplePoint(90, 1), samplePoint(99.9, 1)],
    metrics: [
      sampleMetric('p50', 1, 'unchanged', threshold(0.05)),
      sampleMetric('p99', 1, 'unchanged', threshold(0.1)),
      sampleMetric('errors', 1),
    ],
  })
  expect(steps.map((step) => step.threshold!.high.toFixed(2))).toEqual(['1.05', '1.05', '1.05', '1.10'])
  expect(shiftSteps({ shift: [samplePoint(50, 1)], metrics: [] })[0]!.threshold).toBeNull()
})

test('small bars reach as far as the largest change, within reason', () => {
  expect(effectLimit([])).toBeCloseTo(Math.log(1.1))
  expect(effectLimit([sampleMetric('p95', 1.5), undefined, sampleMetric('p95', null)])).toBeCloseTo(
    1.25 * Math.log(1.5),
  )
  expect(effectLimit([sampleMetric('p95', 100)])).toBeCloseTo(Math.log(3))
  expect(shiftLimit([[samplePoint(50, 1.4)], []])).toBeCloseTo(Math.log(1.4))
})

describe('findings', () => {
  const p95 = sampleMetric('p95', 1.3, 'regressed')
  const comparison = sampleComparison([
    sampleEndpoint('GET /', [p95, sampleMetric('p50', 1.2, 'regressed')]),
    sampleEndpoint('__proto__', [p95]),
  ])
  const change = (name: string | null, metric: 'p95' | 'p50' | 'throughput') => ({
    endpoint: name === null ? null : { name, kind: 'http' as const },
    metric,
  })

  test('all that changed at the first endpoint, and the names of the others, each once', () => {
    const parts = findingParts(
      {
        direction: 'regressed',
        changes: [
          change('GET /', 'p95'),
          change('__proto__', 'p95'),
          change('GET /', 'p50'),
          change(null, 'throughput'),
        ],
        endpoints: 2,
        isEverywhere: true,
        needsConfirmation: false,
      },
      comparison,
    )
    expect(parts.endpoint?.name).toBe('GET /')
    expect(parts.metrics.map(({ metric }) => metric)).toEqual(['p95', 'p50'])
    expect(parts.others.map(({ name }) => name)).toEqual(['__proto__'])
  })

  test('one is gone to after the other, round the list', () => {
    expect([nextFinding(null, 1, 3), nextFinding(null, -1, 3), nextFinding(2, 1, 3), nextFinding(0, -1, 3)]).toEqual([
      0, 2, 0, 2,
    ])
    expect(nextFinding(0, 1, 0)).toBeNull()
  })

  test('without a verdict the largest change is looked at first', () => {
    const undecided = sampleComparison([
      sampleEndpoint('a', [sampleMetric('p95', 1.01, 'notEnoughData')]),
      sampleEndpoint('b', [sampleMetric('p95', 1.4, 'notEnoughData')]),
    ])
    expect(mostChanged(undecided)?.endpoint.name).toBe('b')
    expect(mostChanged(comparison)?.endpoint.name).toBe('GET /')
    expect(mostChanged(sampleComparison([]))).toBeNull()
  })
})
