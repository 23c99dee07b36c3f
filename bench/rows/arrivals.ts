/** How evenly arrivals leave, on a core that has nothing else to do. */
import type { Group } from '../group.ts'
import { plainRow } from '../row.ts'
import { generate } from '../rounds.ts'

const RATE = 1000

interface Arrivals {
  spacingP99Ms: number
  lateP99Ms: number
  lateMaxMs: number
  /** Worst, as a share of the rate. */
  rateErrorOf10s: number
  cpuShare: number
}

export const arrivals: Group = {
  name: 'arrivals',
  method: `${RATE} arrivals a second for 31 s: the time between two against what it should be, each against its place in the schedule, and the rate of every 10 s.`,
  async measure({ quick, log }) {
    const seconds = quick ? 12 : 31
    log(`one run of ${seconds} s`)
    const result = await generate<Arrivals>('arrivals.ts', [RATE, seconds])
    return [
      plainRow(
        {
          id: 'arrivals.spacing',
          what: `arrivals at ${RATE}/s: spacing error, p99`,
          unit: 'ms',
          target: { atMost: 2 },
        },
        result.spacingP99Ms,
      ),
      plainRow({ id: 'arrivals.late', what: `arrivals at ${RATE}/s: lateness, p99`, unit: 'ms' }, result.lateP99Ms),
      plainRow(
        { id: 'arrivals.rate', what: 'rate of any 10 s, error', unit: 'percent', target: { atMost: 0.1 } },
        result.rateErrorOf10s * 100,
      ),
      plainRow({ id: 'arrivals.cpu', what: 'what they cost, of a core', unit: 'percent' }, result.cpuShare * 100),
    ]
  },
}
