/** What a run contributes, held to the product's histogram and to resamples that are merged in full. */
import { describe, expect, test } from 'vitest'
import { syntheticEndpoint, type SyntheticEndpoint } from '../../../bench/analysis/syntheticEndpoint.ts'
import { Histogram } from '../histogram/histogram.ts'
import { lowestEquivalentUs, medianEquivalentUs } from '../histogram/layout.ts'
import { HistogramRecorder } from '../histogram/recorder.ts'
import { variance } from '../statistics/moments.ts'
import { seededStream } from '../statistics/seededStream.ts'
import { createBlockResamples } from './blockResamples.ts'
import type { EndpointSeconds, RunSeconds } from './comparisonInput.ts'
import { runEvidence } from './runEvidence.ts'
import { createSecondsCollector } from './secondsCollector.ts'
import { beginningOf, warmUpSeconds, type Beginning } from './warmUp.ts'
import { blockLengthOf, resample, withinRun } from './withinRun.ts'

const OF: SyntheticEndpoint = {
  name: 'GET /',
  seconds: 120,
  requestsPerS: 60,
  medianMs: 20,
  mood: 0.1,
  within: 0.5,
  phi: 0.5,
  failureShare: 0.01,
}

function runWith(endpoints: EndpointSeconds[], runId = 'run'): RunSeconds {
  return { runId, endpoints, untrusted: new Uint8Array(endpoints[0]!.ok.length), arrivals: null, errors: [] }
}

/** Of all seconds, each as often as it weighs. */
function merged({ firstCells, buckets, counts }: EndpointSeconds, weights: ArrayLike<number>): Histogram {
  const histogram = new Histogram()
  for (let second = 0; second < weights.length; second++) {
    for (let cell = firstCells[second]!; cell < firstCells[second + 1]!; cell++)
      histogram.record(medianEquivalentUs(buckets[cell]!), counts[cell]! * weights[second]!)
  }
  return histogram
}

test('percentiles are those of the histogram, after the cut', () => {
  const endpoint = syntheticEndpoint(seededStream('evidence'), OF)
  const weights = Array.from({ length: 120 }, (_, second) => (second < 20 ? 0 : 1))
  const histogram = merged(endpoint, weights)
  const { endpoints, whole, keptSeconds } = runEvidence(runWith([endpoint]), 20)
  expect(keptSeconds).toBe(100)
  for (const [metric, percentile] of [
    ['p50', 50],
    ['p95', 95],
    ['p99', 99],
  ] as const)
    expect(endpoints[0]!.values[metric]!.value).toBeCloseTo(Math.log(histogram.percentileUs(percentile) / 1000), 12)
  expect(endpoints[0]!.values.p999).toBeUndefined()
  expect(endpoints[0]!.timeMs).toBeCloseTo(histogram.sumUs / 1000, 6)
  expect(Math.exp(whole.throughput!.value)).toBeCloseTo(endpoints[0]!.requests / 100, 9)
})

test('what the seconds leave open is what resamples show that are merged in full', () => {
  const endpoint = syntheticEndpoint(seededStream('full'), OF)
  const histogram = merged(endpoint, new Uint8Array(120).fill(1))
  const { values } = runEvidence(runWith([endpoint]), 0).endpoints[0]!
  const above = (percentile: number): Float64Array => {
    const border = histogram.percentileUs(percentile)
    return Float64Array.from(endpoint.ok, (_, second) => {
      let count = 0
      for (let cell = endpoint.firstCells[second]!; cell < endpoint.firstCells[second + 1]!; cell++)
        if (lowestEquivalentUs(endpoint.buckets[cell]!) > border) count++
      return count
    })
  }
  const length = Math.round(
    Math.max(...[50, 95, 99].map((percentile) => blockLengthOf(above(percentile), endpoint.ok))),
  )
  const random = seededStream('full resamples')
  const samples = Array.from({ length: 400 }, () => {
    const weights = new Uint8Array(120)
    for (let left = 120; left > 0; left -= length) {
      const start = random.int(0, 119)
      for (let at = 0; at < Math.min(length, left); at++) weights[(start + at) % 120]!++
    }
    return merged(endpoint, weights)
  })
  for (const [metric, percentile] of [
    ['p50', 50],
    ['p95', 95],
    ['p99', 99],
  ] as const) {
    const full = Math.sqrt(variance(samples.map((sample) => Math.log(sample.percentileUs(percentile)))))
    const ratio = values[metric]!.withinRun!.deviation / full
    expect(ratio, metric).toBeGreaterThan(0.85)
    expect(ratio, metric).toBeLessThan(1.25)
  }
})

test('an open load has what it achieved, and no throughput', () => {
  const endpoint = syntheticEndpoint(seededStream('open'), OF)
  const arrivals = { started: new Float64Array(120).fill(9), due: new Float64Array(120).fill(10) }
  const { whole } = runEvidence({ ...runWith([endpoint]), arrivals }, 0)
  expect(whole.throughput).toBeUndefined()
  expect(whole.achieved!.value).toBeCloseTo(Math.log(0.9), 12)
  expect(whole.achieved!.withinRun!.deviation).toBeCloseTo(0, 9)
})

test('few seconds, few requests, none', () => {
  const few = syntheticEndpoint(seededStream('few'), { ...OF, seconds: 5, requestsPerS: 10 })
  const { values, shape, quantiles } = runEvidence(runWith([few]), 0).endpoints[0]!
  expect(values.p50!.withinRun).toBeNull()
  expect(values.p95).toBeUndefined()
  expect(shape).toBeNull()
  expect(quantiles[0]).toBeNaN()
  const none = runEvidence(runWith([syntheticEndpoint(seededStream('none'), { ...OF, requestsPerS: 0 })]), 0)
  expect(none.endpoints[0]).toMatchObject({ requests: 0, failures: 0, values: {} })
  expect(none.whole).toEqual({})
})

test('resamples are as long as the run, in blocks that go around', () => {
  const resamples = createBlockResamples(seededStream('blocks'), 10)
  const ones = new Float64Array(10).fill(1)
  for (const length of [2, 3, 7, 10]) expect(new Set(resamples.sums([ones], length)[0])).toEqual(new Set([10]))
  expect([resamples.lengthOf(0), resamples.lengthOf(4.6), resamples.lengthOf(99)]).toEqual([2, 5, 10])
})

test('what is summed together has the sums it has alone: few and many, more than a double holds together, and none', () => {
  const seconds = 40
  const resamples = createBlockResamples(seededStream('together'), seconds)
  const random = seededStream('counts')
  const upTo = (most: number): Float64Array => Float64Array.from({ length: seconds }, () => random.int(0, most))
  const counts = [
    upTo(3),
    upTo(200),
    new Float64Array(seconds),
    upTo(90_000),
    upTo(7),
    upTo(2 ** 40),
    upTo(2 ** 40),
    upTo(1),
  ]
  for (const length of [2, 7, 40]) {
    const together = resamples.sums(counts, length)
    expect(together).toEqual(counts.map((own) => resamples.sums([own], length)[0]!))
    expect(together[1]).toHaveLength(400)
  }
  expect(resamples.sums([], 2)).toEqual([])
})

describe('seconds are collected', () => {
  function payload(...valuesUs: number[]): Uint8Array {
    const recorder = new HistogramRecorder()
    for (const value of valuesUs) recorder.record(value)
    return recorder.encode()
  }

  test('from stored histograms, several a second, gaps between them', () => {
    const collector = createSecondsCollector({ name: 'GET /', kind: 'http' }, 4)
    collector.addOk(0, payload(1_000, 1_000, 50_000))
    collector.addOk(0, payload(1_000))
    collector.addOk(2, payload(7))
    collector.addCounted(3, 'failed', 2)
    expect(collector.finish()).toEqual({
      name: 'GET /',
      kind: 'http',
      ok: Float64Array.of(4, 0, 1, 0),
      failed: Float64Array.of(0, 0, 0, 2),
      firstCells: Uint32Array.of(0, 3, 3, 4, 4),
      buckets: expect.any(Uint16Array) as Uint16Array,
      counts: Float64Array.of(2, 1, 1, 1),
    })
  })

  test('in order, and within the run', () => {
    const collector = createSecondsCollector({ name: 'GET /', kind: 'http' }, 3)
    collector.addOk(1, payload(1))
    expect(() => collector.addOk(0, payload(1))).toThrow(RangeError)
    expect(() => collector.addOk(3, payload(1))).toThrow(RangeError)
    expect(() => collector.addCounted(-1, 'ok', 1)).toThrow(RangeError)
    expect(() => collector.addOk(1, Uint8Array.of(0xff, 0xff))).toThrow('histogram payload')
  })

  test('many of them', () => {
    const collector = createSecondsCollector({ name: 'GET /', kind: 'http' }, 2_000)
    const one = payload(1, 2, 3)
    for (let second = 0; second < 2_000; second++) collector.addOk(second, one)
    const { counts, firstCells } = collector.finish()
    expect([counts.length, firstCells[1_000]]).toEqual([6_000, 3_000])
  })
})

describe('the warm-up', () => {
  const runs = (slow: (second: number) => number): Beginning[] =>
    [0, 1, 2].map((run) => {
      const endpoint = syntheticEndpoint(seededStream('warm', String(run)), OF)
      const buckets = endpoint.buckets.slice()
      for (let second = 0; second < 120; second++)
        for (let cell = endpoint.firstCells[second]!; cell < endpoint.firstCells[second + 1]!; cell++)
          buckets[cell]! += slow(second)
      return beginningOf(runWith([{ ...endpoint, buckets }], `warm ${run}`))
    })

  test('is cut off where there is one', () => {
    const cut = warmUpSeconds(runs((second) => (second < 30 ? 1_024 : 0)))
    expect(cut).toBeGreaterThanOrEqual(25)
    expect(cut).toBeLessThanOrEqual(40)
  })

  test('hardly anything is of a steady run, nothing of none, and of one without requests', () => {
    expect(warmUpSeconds(runs(() => 0))).toBeLessThanOrEqual(10)
    expect(warmUpSeconds([])).toBe(0)
    const none = runWith([syntheticEndpoint(seededStream('none'), { ...OF, requestsPerS: 0 })])
    expect(warmUpSeconds([beginningOf(none)])).toBe(0)
  })
})

test('where all seconds hang together, what they leave open is not known, which is not nothing', () => {
  const seconds = 40
  const resamples = createBlockResamples(seededStream('one block'), seconds)
  const rising = Float64Array.from({ length: seconds }, (_, second) => second)
  const all = new Float64Array(seconds).fill(100)
  const number = { value: Math.log(0.195), read: (above: number, below: number) => Math.log(above / below) }
  const of = (blockLength: number) => withinRun(...resample(resamples, [rising, all] as const, blockLength), number)
  expect(of(10)!.deviation).toBeGreaterThan(0)
  expect(of(1000)).toBeNull()
})
