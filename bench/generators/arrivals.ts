/** How evenly arrivals leave: the time of each against its place in the schedule, on an otherwise idle core. */
import { DueQueue } from '../../src/engine/timers/dueQueue.ts'
import { machineNowMs, startClock } from '../../src/engine/clock.ts'
import { ArrivalPositions } from '../../src/core/load/arrivalPositions.ts'
import { ArrivalCursor } from '../../src/core/load/arrivalSchedule.ts'
import { constantArrivals } from '../../src/core/load/loadShape.ts'

const [ratePerS, seconds] = [Number(process.argv[2]), Number(process.argv[3])]
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
function finish(): void {
  const late = times.map((time, k) => time - (k * 1000) / ratePerS).sort((a, b) => a - b)
  const spacing = times
    .slice(1)
    .map((time, k) => Math.abs(time - times[k]! - 1000 / ratePerS))
    .sort((a, b) => a - b)
  const at = (sorted: number[], share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  const usage = process.cpuUsage(cpu)
  const windowS = Math.min(10, seconds)
  let worst = 0
  for (let first = 0; first + ratePerS * windowS < times.length; first += ratePerS) {
    const took = times[first + ratePerS * windowS]! - times[first]!
    worst = Math.max(worst, Math.abs((ratePerS * windowS) / (took / 1000) / ratePerS - 1))
  }
  process.stdout.write(
    `${JSON.stringify({ arrivals: times.length, lateP50Ms: at(late, 0.5), lateP99Ms: at(late, 0.99), lateMaxMs: late.at(-1), spacingP99Ms: at(spacing, 0.99), rateErrorOf10s: worst, cpuShare: (usage.user + usage.system) / 1e6 / seconds })}\n`,
  )
  process.exit(0)
}
next()
