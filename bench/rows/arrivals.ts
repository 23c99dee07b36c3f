/** How evenly arrivals leave: on a core that has nothing else to do, and where something gets in the way. */
import type { ArrivalsResult } from '../generators/arrivals.ts'
import type { Group } from '../group.ts'
import { plainRow, type Row } from '../row.ts'
import { generate } from '../rounds.ts'

const RATE = 1000
const STOP_MS = 2000

export const arrivals: Group = {
  name: 'arrivals',
  method: `${RATE} arrivals a second for 31 s (12 s where something is in the way): the time between two against what it should be, each against its place in the schedule, and the rate of every 10 s. Drift: median lateness of the last second less that of the first. Burstiness: variance by mean of the counts of 10 ms, 1 for arrivals at random. In the way: 1 ms in every 4 of the event loop taken; 200 MB a second of garbage; the process stopped for 2 s.`,
  async measure({ quick, log }) {
    const seconds = quick ? 12 : 31
    log(`one run of ${seconds} s, three of 12 s`)
    const idle = await generate<ArrivalsResult>('arrivals.ts', [RATE, seconds])
    const busy = await generate<ArrivalsResult>('arrivals.ts', [RATE, 12, 'busy'])
    const garbage = await generate<ArrivalsResult>('arrivals.ts', [RATE, 12, 'garbage'])
    const stopped = await generate<ArrivalsResult>('arrivals.ts', [RATE, 12, 'stopped'])
    return [
      plainRow(
        {
          id: 'arrivals.spacing',
          what: `arrivals at ${RATE}/s: spacing error, p99`,
          unit: 'ms',
          target: { atMost: 2 },
        },
        idle.spacingP99Ms,
      ),
      plainRow({ id: 'arrivals.late', what: `arrivals at ${RATE}/s: lateness, p99`, unit: 'ms' }, idle.lateP99Ms),
      plainRow(
        { id: 'arrivals.rate', what: 'rate of any 10 s, error', unit: 'percent', target: { atMost: 0.1 } },
        idle.rateErrorOf10s * 100,
      ),
      ...steadiness('idle', 'on an idle core', idle),
      plainRow({ id: 'arrivals.cpu', what: 'what they cost, of a core', unit: 'percent' }, idle.cpuShare * 100),
      ...disturbed('busy', 'a quarter of the event loop taken', busy),
      ...disturbed('garbage', '200 MB of garbage a second', garbage),
      plainRow(
        {
          id: 'arrivals.stopped.left',
          what: 'stopped for 2 s: arrivals that were left out',
          unit: 'count',
          target: { atMost: 0 },
        },
        RATE * 12 - stopped.arrivals,
      ),
      plainRow(
        { id: 'arrivals.stopped.late', what: `stopped for 2 s: the latest, less ${STOP_MS} ms`, unit: 'ms' },
        stopped.lateMaxMs - STOP_MS,
      ),
      plainRow({ id: 'arrivals.stopped.drift', what: 'stopped for 2 s: drift', unit: 'ms' }, stopped.driftMs),
    ]
  },
}

function disturbed(id: string, what: string, result: ArrivalsResult): Row[] {
  return [
    plainRow({ id: `arrivals.${id}.spacing`, what: `${what}: spacing error, p99`, unit: 'ms' }, result.spacingP99Ms),
    plainRow(
      { id: `arrivals.${id}.rate`, what: `${what}: rate of any 10 s, error`, unit: 'percent' },
      result.rateErrorOf10s * 100,
    ),
    ...steadiness(id, what, result),
  ]
}

function steadiness(id: string, what: string, { driftMs, burstiness }: ArrivalsResult): Row[] {
  return [
    plainRow({ id: `arrivals.${id}.drift`, what: `${what}: drift`, unit: 'ms' }, driftMs),
    plainRow({ id: `arrivals.${id}.burstiness`, what: `${what}: burstiness`, unit: 'ratio' }, burstiness),
  ]
}
