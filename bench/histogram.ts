/**
 * What recording costs an engine: nanoseconds per recorded latency, here and in hdr-histogram-js, and the milliseconds
 * that the end of a second takes with 200 series. Run it with `node bench/histogram.ts` on an idle machine.
 *
 * Every figure is the best of several rounds: noise only ever adds. Latencies are log-normal around 20 ms, so that a
 * series touches about as many pages of counters as that of a real endpoint.
 */
import { build } from 'hdr-histogram-js'
import { Histogram } from '../src/core/histogram/histogram.ts'
import { HistogramRecorder } from '../src/core/histogram/recorder.ts'
import { logNormalLatencies } from './generators/logNormal.ts'
import { latencySummary, mergeStats, type WindowStats } from '../src/core/histogram/summary.ts'

const ROUNDS = 15
const LATENCY_COUNT = 2 ** 20
const SERIES_COUNT = 200

const latenciesUs = logNormalLatencies(LATENCY_COUNT)

const oneRecorder = new HistogramRecorder()
const recordOneNs =
  bestMs(() => {
    for (let i = 0; i < LATENCY_COUNT; i++) oneRecorder.record(latenciesUs[i]!)
    oneRecorder.reset()
  }) *
  (1e6 / LATENCY_COUNT)

const recorders = Array.from({ length: SERIES_COUNT }, () => new HistogramRecorder())
const recordManyNs =
  bestMs(() => {
    for (let i = 0; i < LATENCY_COUNT; i++) recorders[i % SERIES_COUNT]!.record(latenciesUs[i]!)
  }) *
  (1e6 / LATENCY_COUNT)
for (const recorder of recorders) recorder.reset()

const yardstick = build({
  bitBucketSize: 32,
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3_600_000_000,
  numberOfSignificantValueDigits: 3,
})
const yardstickNs =
  bestMs(() => {
    for (let i = 0; i < LATENCY_COUNT; i++) yardstick.recordValue(latenciesUs[i]!)
    yardstick.reset()
  }) *
  (1e6 / LATENCY_COUNT)

print('record, one series', `${recordOneNs.toFixed(1)} ns`)
print('record, 200 series in turn', `${recordManyNs.toFixed(1)} ns`)
print('record, hdr-histogram-js, one series', `${yardstickNs.toFixed(1)} ns`)

for (const perSeries of [10, 100, 1000]) {
  let payloadBytes = 0
  let windows: WindowStats[] = []
  const secondMs = bestMs(
    () => {
      windows = recorders.map((recorder) => {
        const { count, sumUs, minUs, maxUs } = recorder
        const payload = recorder.encode()
        recorder.reset()
        return { count, sumUs, minUs, maxUs, payload }
      })
    },
    () => {
      for (let i = 0; i < perSeries * SERIES_COUNT; i++) recorders[i % SERIES_COUNT]!.record(latenciesUs[i]!)
    },
  )
  payloadBytes = windows.reduce((sum, { payload }) => sum + payload.length, 0)
  let merged = new Histogram()
  const mergeMs = bestMs(() => {
    merged = mergeStats(windows)
  })
  const summaryMs = bestMs(() => {
    for (let i = 0; i < 100; i++) latencySummary(merged)
  })
  const name = `${SERIES_COUNT} series of ${perSeries}`
  print(
    `${name}: encode and reset`,
    `${secondMs.toFixed(2)} ms = ${((secondMs * 1000) / SERIES_COUNT).toFixed(1)} µs each`,
  )
  print(`${name}: size`, `${Math.round(payloadBytes / SERIES_COUNT)} bytes each`)
  print(`${name}: merge`, `${mergeMs.toFixed(2)} ms = ${((mergeMs * 1000) / SERIES_COUNT).toFixed(1)} µs each`)
  print(`${name}: summary of the merged`, `${(summaryMs * 10).toFixed(1)} µs`)
}

/** Shortest of several rounds, in milliseconds; `prepare` is not measured. */
function bestMs(work: () => void, prepare: () => void = () => {}): number {
  let best = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    prepare()
    const startMs = performance.now()
    work()
    best = Math.min(best, performance.now() - startMs)
  }
  return best
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(48)}${figure}\n`)
}
