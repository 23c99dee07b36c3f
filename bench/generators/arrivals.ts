/**
 * How evenly arrivals leave: the time of each against its place in the schedule.
 *
 *   node arrivals.ts RATE SECONDS [idle|busy|garbage|stopped]
 *
 * busy: the event loop is kept for 1 ms in every 4; garbage: 200 MB a second are allocated and let go; stopped: the process is stopped
 * for 2 s in its middle, from outside, and goes on.
 */
import { spawn } from 'node:child_process'
import { DueQueue } from '../../src/engine/timers/dueQueue.ts'
import { machineNowMs, startClock } from '../../src/engine/clock.ts'
import { ArrivalPositions } from '../../src/core/load/arrivalPositions.ts'
import { ArrivalCursor } from '../../src/core/load/arrivalSchedule.ts'
import { constantArrivals } from '../../src/core/load/loadShape.ts'

export interface ArrivalsResult {
  arrivals: number
  lateP99Ms: number
  lateMaxMs: number
  spacingP99Ms: number
  /** Worst, as a share of the rate. */
  rateErrorOf10s: number
  /** Median lateness of the last second less that of the first. */
  driftMs: number
  /** Variance of the counts of 10 ms by their mean: 0 for an even schedule, 1 for a Poisson process. */
  burstiness: number
  cpuShare: number
}

const [ratePerS, seconds, mode = 'idle'] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]]
const clock = startClock(machineNowMs() + 100)
const times: number[] = []
const positions = new ArrivalPositions(undefined, 1, 0, 1)
const cursor = new ArrivalCursor(constantArrivals(ratePerS, seconds * 1000, 1), positions)
const cpu = process.cpuUsage()
const queue = new DueQueue(clock, () => {})
const arrival = {
  due: () => {
    times.push(clock.now())
    cursor.advance()
    next()
  },
}
function next(): void {
  const dueMs = cursor.peekMs()
  if (dueMs !== null) queue.add(dueMs, arrival)
  else finish()
}

const kept: Buffer[] = []
if (mode === 'busy')
  setInterval(() => {
    const untilMs = performance.now() + 1
    while (performance.now() < untilMs);
  }, 4)
if (mode === 'garbage')
  setInterval(() => {
    // Objects of the young generation, of which some live long enough to be copied.
    const made = Array.from({ length: 20_000 }, (_, index) => ({ index, text: `${index}` }))
    kept.push(Buffer.from(String(made.length)))
    if (kept.length > 1000) kept.length = 0
  }, 10)
if (mode === 'stopped')
  spawn('sh', ['-c', `sleep ${seconds / 2}; kill -STOP ${process.pid}; sleep 2; kill -CONT ${process.pid}`], {
    stdio: 'ignore',
  })

function finish(): void {
  const lateness = times.map((time, k) => time - (k * 1000) / ratePerS)
  const late = lateness.toSorted((a, b) => a - b)
  const spacing = times
    .slice(1)
    .map((time, k) => Math.abs(time - times[k]! - 1000 / ratePerS))
    .sort((a, b) => a - b)
  const at = (sorted: number[], share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  const median = (values: number[]): number =>
    at(
      values.toSorted((a, b) => a - b),
      0.5,
    )
  const usage = process.cpuUsage(cpu)
  const windowS = Math.min(10, seconds)
  let worst = 0
  for (let first = 0; first + ratePerS * windowS < times.length; first += ratePerS) {
    const took = times[first + ratePerS * windowS]! - times[first]!
    worst = Math.max(worst, Math.abs((ratePerS * windowS) / (took / 1000) / ratePerS - 1))
  }
  const counts = Array.from({ length: seconds * 100 }, () => 0)
  for (const time of times) {
    const bin = Math.floor(time / 10)
    if (bin < counts.length) counts[bin]!++
  }
  const mean = ratePerS / 100
  const result: ArrivalsResult = {
    arrivals: times.length,
    lateP99Ms: at(late, 0.99),
    lateMaxMs: late.at(-1)!,
    spacingP99Ms: at(spacing, 0.99),
    rateErrorOf10s: worst,
    driftMs: median(lateness.slice(-ratePerS)) - median(lateness.slice(0, ratePerS)),
    burstiness: counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean,
    cpuShare: (usage.user + usage.system) / 1e6 / seconds,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exit(0)
}
next()
