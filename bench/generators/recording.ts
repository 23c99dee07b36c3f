/**
 * The engine's recorder without an engine: nanoseconds a request, milliseconds an end of a second.
 *
 *   node recording.ts ROUNDS
 */
import { build } from 'hdr-histogram-js'
import { RandomStream } from '../../src/core/random.ts'
import { EndpointNames } from '../../src/engine/recording/endpointNames.ts'
import { ExemplarKeeper } from '../../src/engine/recording/exemplarKeeper.ts'
import { createHealthMonitor } from '../../src/engine/recording/health.ts'
import { RunRecorder } from '../../src/engine/recording/runRecorder.ts'
import { noTimes } from '../../src/engine/recording/seriesRecorder.ts'
import { logNormalLatencies } from './logNormal.ts'

export interface RecordingResult {
  recordNs: number[]
  /** Of requests that were due before they were sent: response time and service time differ. */
  recordScheduledNs: number[]
  secondMs: number[]
  /** hdr-histogram-js, one histogram, one time. */
  yardstickNs: number[]
}

const SERIES = 200
const SAMPLES = 2 ** 18
const SAMPLES_OF_A_SERIES = 100
const rounds = Number(process.argv[2])
const latenciesUs = logNormalLatencies(SAMPLES)

/** Time is what this file says it is: a second is over when a request of the next one ends. */
let second = 0
const health = createHealthMonitor()
const recorder = new RunRecorder({
  clock: { now: () => second * 1000 + 500 },
  names: new EndpointNames(
    Array.from({ length: SERIES }, (_, place) => ({
      name: `GET /api/resources/${place}`,
      kind: 'http' as const,
      method: 'GET',
      path: `/api/resources/${place}`,
    })),
    500,
    (name) => name,
  ),
  userTypes: ['User'],
  keeper: new ExemplarKeeper(new RandomStream(1, 0, 0)),
  health: () => health.sample(0),
  gauges: () => ({ users: [1], inFlight: 0 }),
  send: () => {},
})
const times = noTimes()

function record(count: number, waitedMs: number): void {
  const endMs = second * 1000 + 500
  times.endMs = endMs
  times.firstByteMs = endMs - 0.05
  for (let i = 0; i < count; i++) {
    const sendMs = endMs - latenciesUs[i]! / 1000
    times.sendMs = sendMs
    times.startMs = sendMs
    times.sentMs = sendMs
    times.intendedMs = sendMs - waitedMs
    recorder.request(i % SERIES, 0, 'ok', times, 90, 0)
  }
}

/** CPU time, ms: whoever else wants the core is not counted. */
function timed(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const yardstick = build({
  bitBucketSize: 32,
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3_600_000_000,
  numberOfSignificantValueDigits: 3,
})
const result: RecordingResult = { recordNs: [], recordScheduledNs: [], secondMs: [], yardstickNs: [] }
const nsEach = (ms: number): number => (ms * 1e6) / SAMPLES
for (let round = -3; round < rounds; round++) {
  const recordNs = nsEach(timed(() => record(SAMPLES, 0)))
  const recordScheduledNs = nsEach(timed(() => record(SAMPLES, 1)))
  second++
  record(SERIES * SAMPLES_OF_A_SERIES, 1)
  second++
  const secondMs = timed(() => record(1, 0))
  second++
  record(1, 0)
  const yardstickNs = nsEach(
    timed(() => {
      for (let i = 0; i < SAMPLES; i++) yardstick.recordValue(latenciesUs[i]!)
    }),
  )
  yardstick.reset()
  // The first three are for the compiler.
  if (round < 0) continue
  result.recordNs.push(recordNs)
  result.recordScheduledNs.push(recordScheduledNs)
  result.secondMs.push(secondMs)
  result.yardstickNs.push(yardstickNs)
}
health.close()
process.stdout.write(`${JSON.stringify(result)}\n`)
