/** Histories of two builds whose difference is known: log-normal times, with differences between runs and a tail of their own. */
import { closedLoad } from '../../../core/load/loadShape.ts'
import { RandomStream } from '../../../core/random.ts'
import { outcomeToJson, type RunOutcomeFacts } from '../../runs/runOutcome.ts'
import { toJson } from '../../runs/runSettings.ts'
import { settingsOf } from '../../runs/testing/settingsOf.ts'
import { summarizeOlderRuns } from '../../runs/runSummary.ts'
import type { History } from '../../storage/history.ts'
import type { NewRun } from '../../storage/newRun.ts'
import { healthOf, loadOf, newRun, secondOf, seriesOf } from '../../storage/testing/syntheticSeconds.ts'

export interface BuildRuns {
  build: string
  runs: number
  /** Factor on the median of an endpoint; 1 where none is given. */
  slower?: Record<string, number>
  /** Share of its requests that take ten times as long; 0.005 where none is given. */
  tail?: Record<string, number>
  /** Share of its requests that fail. */
  failing?: Record<string, number>
  /** Name and median of each; three where none are given. */
  endpoints?: readonly (readonly [name: string, medianMs: number])[]
  run?: Partial<NewRun>
}

const ENDPOINTS: NonNullable<BuildRuns['endpoints']> = [
  ['GET /', 12],
  ['GET /search', 45],
  ['POST /order', 90],
]
const SECONDS = 40
const REQUESTS_A_SECOND = 40
/** Between runs of one build, on the logarithm. */
const BETWEEN_RUNS = 0.012

/** @returns ids, build by build, oldest first */
export function writeBuilds(history: History, builds: readonly BuildRuns[], seed = 1): string[][] {
  let startedAtMs = Date.UTC(2026, 10, 1)
  const ids = builds.map(({ build, runs, slower = {}, tail = {}, failing = {}, endpoints = ENDPOINTS, run }, which) =>
    Array.from({ length: runs }, (_, at) => {
      const random = new RandomStream(seed, which, at)
      const noise = new Map(endpoints.map(([name]) => [name, BETWEEN_RUNS * normal(random)]))
      startedAtMs += 3_600_000
      const load = closedLoad(10, 1000, SECONDS * 1000)
      const written = newRun({
        startedAtMs,
        warmUpMs: 0,
        build: { label: build, commit: null, branch: null },
        plannedDurationMs: SECONDS * 1000,
        settings: toJson(settingsOf(load)),
        ...run,
      })
      const writer = history.startRun(written)
      for (let t = 0; t < SECONDS; t++) {
        const requests = endpoints.flatMap(([name, medianMs]) => {
          const failures = Math.round(REQUESTS_A_SECOND * of(failing, name, 0))
          const latenciesUs = Array.from({ length: REQUESTS_A_SECOND - failures }, () => {
            const slow = random.nextFloat() < of(tail, name, 0.005) ? 10 : 1
            const ms = medianMs * of(slower, name, 1) * slow * Math.exp(noise.get(name)! + 0.3 * normal(random))
            return Math.max(1, Math.round(1000 * ms))
          })
          const failed = Array.from({ length: failures }, () => 1500)
          return [
            { series: seriesOf(name), latenciesUs, servicesUs: null },
            ...(failures > 0 ? [{ series: seriesOf(name, 'failed'), latenciesUs: failed, servicesUs: null }] : []),
          ]
        })
        writer.writeSecond(
          secondOf(t, requests, { load: { ...loadOf({ shopper: 10 }), dropped: 0 }, health: [healthOf(30)] }),
        )
      }
      const facts: RunOutcomeFacts = {
        endedBy: 'plan',
        loadEndMs: SECONDS * 1000,
        fault: null,
        failOn: [],
        sliding: [],
        foldedNames: [],
        notices: [],
      }
      writer.finish({
        status: 'completed',
        endedAtMs: startedAtMs + SECONDS * 1000,
        verdict: null,
        criteria: [],
        outcome: outcomeToJson(facts),
      })
      return writer.id
    }),
  )
  summarizeOlderRuns(history, 1000)
  return ids
}

/** An endpoint may be called like something of every object. */
function of(values: Record<string, number>, name: string, otherwise: number): number {
  return Object.hasOwn(values, name) ? values[name]! : otherwise
}

/** Box and Muller's. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}
