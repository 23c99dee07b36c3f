/** Comparisons of runs whose truth is known. The rows of bench/analysis/compareCells.ts hold the rates; here are the rules. */
import { describe, expect, test } from 'vitest'
import { syntheticEndpoint } from '../../../bench/analysis/syntheticEndpoint.ts'
import { syntheticFacts } from '../../../test/regression/syntheticLoad.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { compareBuilds } from './compareBuilds.ts'
import type { CompletedComparison, EndpointComparison, MetricComparison } from './comparison.ts'
import { DEFAULT_SETTINGS, type ComparedRun, type ComparisonInput, type HistoryRun } from './comparisonInput.ts'
import { comparisonNotes } from './comparisonNotes.ts'
import { summarySentence } from './comparisonWords.ts'
import type { Metric } from './metrics.ts'

const SECONDS = 60
type Medians = Record<string, number>

/** A run with endpoints of these medians (ms); the whole run is off by a part of a percent, as runs are. */
function runOf(build: string, number: number, medians: Medians, failureShare = 0.002): ComparedRun {
  const runId = `${build}-${number}`
  const mood = Math.exp(0.01 * (seededStream(runId).nextFloat() - 0.5))
  return {
    facts: syntheticFacts(runId, build, SECONDS * 1000),
    seconds: {
      runId,
      endpoints: Object.entries(medians).map(([name, medianMs]) =>
        syntheticEndpoint(seededStream(runId, name), {
          name,
          seconds: SECONDS,
          requestsPerS: 30,
          medianMs: medianMs * mood,
          mood: 0.02,
          within: 0.3,
          phi: 0.3,
          failureShare,
        }),
      ),
      untrusted: new Uint8Array(SECONDS),
      arrivals: null,
      errors: [],
    },
  }
}

function inputOf(before: Medians, after: Medians, runs = 4): ComparisonInput {
  const numbers = Array.from({ length: runs }, (_, number) => number)
  return {
    baseline: numbers.map((number) => runOf('1.0', number, before)),
    candidate: numbers.map((number) => runOf('1.1', number, after)),
    history: { runs: [], changes: [] },
    settings: DEFAULT_SETTINGS,
  }
}

function compared(input: ComparisonInput): CompletedComparison {
  const comparison = compareBuilds(input)
  if (comparison.outcome === 'refused') throw new Error(JSON.stringify(comparison.differences))
  return comparison
}

function endpointOf({ endpoints }: CompletedComparison, name: string): EndpointComparison {
  const found = endpoints.find(({ endpoint }) => endpoint.name === name)
  if (found === undefined) throw new Error(`no endpoint ${name}`)
  return found
}

function metricOf(comparison: CompletedComparison, name: string, metric: Metric): MetricComparison {
  const found = endpointOf(comparison, name).metrics.find((own) => own.metric === metric)
  if (found === undefined) throw new Error(`no ${metric} of ${name}`)
  return found
}

const FIVE = { a: 10, b: 20, c: 30, d: 40, e: 50 }

describe('one endpoint slower', () => {
  const comparison = compared(inputOf(FIVE, { ...FIVE, c: 36 }))

  test('it is named, and no other', () => {
    expect(comparison.verdict).toBe('regressed')
    expect(
      comparison.endpoints.filter(({ verdict }) => verdict === 'regressed').map(({ endpoint }) => endpoint.name),
    ).toEqual(['c'])
    expect(comparison.endpoints[0]!.endpoint.name).toBe('c')
    expect(comparison.findings).toHaveLength(1)
    expect(comparison.findings[0]).toMatchObject({ direction: 'regressed', endpoints: 1, isEverywhere: false })
    expect(comparison.costShift).toBeNull()
  })

  test('by how much, how sure, from which runs', () => {
    const p50 = metricOf(comparison, 'c', 'p50')
    expect(p50.reason).toEqual({ kind: 'clearChange' })
    expect(Math.exp(p50.effect!)).toBeCloseTo(1.2, 1)
    expect(p50.interval!.low).toBeLessThan(Math.log(1.2))
    expect(p50.interval!.high).toBeGreaterThan(Math.log(1.2))
    expect(p50.q!).toBeLessThan(0.001)
    expect(p50.typical.baseline!).toBeCloseTo(30, 0)
    expect(p50.baseline.map(({ runId }) => runId)).toEqual(['1.0-0', '1.0-1', '1.0-2', '1.0-3'])
    for (const { value, withinRun } of p50.candidate) {
      expect(withinRun!.low).toBeLessThan(value)
      expect(withinRun!.high).toBeGreaterThan(value)
    }
  })

  test('its whole distribution is shifted, and has its form', () => {
    const { shift, shape } = endpointOf(comparison, 'c')
    expect(shift.map(({ percentile }) => percentile)).toEqual([1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99])
    for (const { ratio, band } of shift.slice(2, -3)) {
      expect(ratio).toBeCloseTo(1.2, 1)
      expect(band!.low).toBeGreaterThan(1)
    }
    expect(shape?.isChanged).toBe(false)
  })

  test('everything is JSON, and nothing is lost on the way', () => {
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison)
    expect(JSON.stringify(comparison)).not.toContain('"_')
  })

  test('too few requests for a percentile are said', () => {
    expect(metricOf(comparison, 'a', 'p999').reason).toEqual({ kind: 'tooFewRequests', needed: 10_000 })
    expect(metricOf(comparison, 'a', 'p999').effect).toBeNull()
  })
})

test('a change that is the same everywhere is one finding', () => {
  const all = Object.fromEntries(Object.entries(FIVE).map(([name, ms]) => [name, ms * 1.2]))
  const { findings, overall } = compared(inputOf(FIVE, all))
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ direction: 'regressed', endpoints: 5, isEverywhere: true })
  expect(overall.find(({ metric }) => metric === 'p50')!.ratio).toBeCloseTo(1.2, 1)
})

test('time that moved from one endpoint to another is told', () => {
  const { costShift, findings } = compared(inputOf(FIVE, { ...FIVE, b: 30, e: 40 }))
  expect(costShift!.slower.map(({ name }) => name)).toEqual(['b'])
  expect(costShift!.faster.map(({ name }) => name)).toEqual(['e'])
  expect(costShift!.movedMs).toBeGreaterThan(1)
  expect(findings.map(({ direction }) => direction).toSorted()).toEqual(['improved', 'regressed'])
})

describe('one run a build', () => {
  const input = inputOf(FIVE, { ...FIVE, c: 36 }, 1)
  const values = ({ seconds }: ComparedRun, factor: number): HistoryRun['values'] =>
    seconds.endpoints.map(({ name, kind }) => ({
      endpoint: { name, kind },
      values: { p50: Math.log(FIVE[name as 'a'] * factor) },
    }))
  const history = Array.from({ length: 10 }, (_, number): HistoryRun => {
    const factor = number < 5 ? 1 + number / 500 : 2 + number / 250
    return { runId: `old-${number}`, build: null, values: values(input.baseline[0]!, factor) }
  })

  test('is not enough without a history, and says what its seconds leave open', () => {
    const comparison = compared(input)
    expect(comparison.verdict).toBe('notEnoughData')
    expect(comparison.counts.regressed + comparison.counts.improved + comparison.counts.unchanged).toBe(0)
    const p50 = metricOf(comparison, 'c', 'p50')
    expect(p50).toMatchObject({ reason: { kind: 'spreadUnknown' }, interval: null, p: null, spread: null })
    expect(p50.withinRunInterval!.low).toBeGreaterThan(0.05)
    expect(p50.withinRunInterval!.high).toBeLessThan(0.4)
  })

  test('with one is a suspicion to confirm; a change in the history is no noise', () => {
    const { seconds } = input.baseline[0]!
    const changes = seconds.endpoints.map(({ name, kind }) => ({
      endpoint: { name, kind },
      metric: 'p50' as const,
      runId: 'old-5',
    }))
    const comparison = compared({ ...input, history: { runs: history, changes } })
    expect(metricOf(comparison, 'c', 'p50')).toMatchObject({ verdict: 'regressed', needsConfirmation: true })
    expect(comparison.findings[0]!.needsConfirmation).toBe(true)
    expect(comparison.historyRuns).toBe(10)
    // Taken for noise, a doubling hides everything.
    const blind = compared({ ...input, history: { runs: history, changes: [] } })
    expect(metricOf(blind, 'c', 'p50').verdict).toBe('notEnoughData')
  })
})

test('pairs cancel what both runs of a pair have in common', () => {
  const drift = [1, 1.5, 0.8, 1.2, 2]
  const drifted = (build: string, factor: number): ComparedRun[] =>
    drift.map((by, number) => runOf(build, number, { a: 10 * by * factor, b: 20 * by, c: 30 * by }))
  const input = { ...inputOf({}, {}), baseline: drifted('1.0', 1), candidate: drifted('1.1', 1.2) }
  expect(compared(input).verdict).toBe('notEnoughData')
  const paired = compared({ ...input, settings: { ...DEFAULT_SETTINGS, design: 'paired' } })
  expect(metricOf(paired, 'a', 'p50').verdict).toBe('regressed')
  expect(metricOf(paired, 'b', 'p50').verdict).toBe('unchanged')
})

test('seconds that are not trusted are left out', () => {
  const input = inputOf({ a: 10 }, { a: 10 })
  const slow = runOf('slow', 0, { a: 80 }).seconds.endpoints[0]!
  const candidate = input.candidate.map((run): ComparedRun => {
    const endpoint = run.seconds.endpoints[0]!
    const at = endpoint.firstCells[30]!
    const buckets = endpoint.buckets.slice()
    buckets.set(slow.buckets.subarray(slow.firstCells[30], slow.firstCells[30]! + (endpoint.buckets.length - at)), at)
    const untrusted = Uint8Array.from({ length: SECONDS }, (_, second) => (second >= 30 ? 1 : 0))
    return { ...run, seconds: { ...run.seconds, untrusted, endpoints: [{ ...endpoint, buckets }] } }
  })
  const comparison = compared({ ...input, candidate })
  expect(metricOf(comparison, 'a', 'p50').verdict).toBe('unchanged')
  expect(comparison.untrustedS.find(({ runId }) => runId === '1.1-0')).toEqual({ runId: '1.1-0', seconds: 30 })
})

test('where no second can be trusted, that is said, and not how many of no metrics', () => {
  const input = inputOf({ 'GET /': 10 }, { 'GET /': 10 }, 2)
  for (const { seconds } of [...input.baseline, ...input.candidate]) seconds.untrusted.fill(1)
  const comparison = compared(input)
  expect(summarySentence(comparison)).toBe('Not enough data to tell: no endpoint was measured in seconds that count.')
  expect(comparisonNotes(comparison)).toEqual([])
})

test('a run without a trusted second contributes nothing, and it is said', () => {
  const input = inputOf({ a: 10 }, { a: 10 })
  input.candidate[1]!.seconds.untrusted.fill(1)
  const comparison = compared(input)
  expect(comparison.differences).toContainEqual(expect.objectContaining({ kind: 'nothingTrusted', runIds: ['1.1-1'] }))
  expect(metricOf(comparison, 'a', 'p50').candidate).toHaveLength(3)
})

test('new and vanished endpoints and errors', () => {
  const input = inputOf({ a: 10, old: 5 }, { a: 10, new: 5 })
  for (const { seconds } of input.candidate)
    seconds.errors.push({ class: 'status', endpoint: 'new', message: '<img src=x onerror=alert(1)>', count: 3 })
  input.baseline[0]!.seconds.errors.push({ class: 'timeout', endpoint: 'a', message: '__proto__', count: 1 })
  const comparison = compared(input)
  expect(comparison.endpoints.map(({ endpoint, presence }) => `${endpoint.name} ${presence}`).toSorted()).toEqual([
    'a matched',
    'new new',
    'old vanished',
  ])
  expect(comparison.errorGroups).toEqual([
    {
      change: 'new',
      class: 'status',
      endpoint: 'new',
      message: '<img src=x onerror=alert(1)>',
      count: 12,
      runs: 4,
      ofRuns: 4,
    },
    { change: 'vanished', class: 'timeout', endpoint: 'a', message: '__proto__', count: 1, runs: 1, ofRuns: 4 },
  ])
})

test('names of endpoints are names, whatever they are', () => {
  const names = ['__proto__', 'constructor', '<b>', '\u202Eevil', 'x'.repeat(10_000), '']
  const input = inputOf(FIVE, FIVE, 2)
  const renamed = ({ facts, seconds }: ComparedRun): ComparedRun => ({
    facts,
    seconds: {
      ...seconds,
      endpoints: names.map((name) => ({ ...seconds.endpoints[0]!, name })),
    },
  })
  const comparison = compared({
    ...input,
    baseline: input.baseline.map(renamed),
    candidate: input.candidate.map(renamed),
  })
  expect(comparison.endpoints.map(({ endpoint }) => endpoint.name).toSorted()).toEqual(names.toSorted())
})

test('a failure now and then matters only beyond both thresholds', () => {
  const runs = (build: string, failureShare: number): ComparedRun[] =>
    [0, 1, 2, 3].map((number) => runOf(build, number, { a: 10 }, failureShare))
  const verdict = (before: number, after: number): MetricComparison['verdict'] =>
    metricOf(
      compared({ ...inputOf({}, {}), baseline: runs('1.0', before), candidate: runs('1.1', after) }),
      'a',
      'errors',
    ).verdict
  expect(verdict(0, 0.05)).toBe('regressed')
  expect(verdict(0.05, 0)).toBe('improved')
  expect(verdict(0.4, 0.41)).toBe('unchanged')
})

test('no runs, no seconds, no endpoints', () => {
  const input = inputOf({ a: 10 }, { a: 10 })
  expect(compareBuilds({ ...input, baseline: [] })).toMatchObject({
    outcome: 'refused',
    differences: [{ kind: 'noRuns' }],
  })
  expect(compareBuilds({ ...input, candidate: [], settings: { ...DEFAULT_SETTINGS, isForced: true } }).outcome).toBe(
    'refused',
  )
  const empty = inputOf({}, {})
  expect(compared(empty)).toMatchObject({ verdict: 'notEnoughData', endpoints: [], findings: [], whole: [] })
})
