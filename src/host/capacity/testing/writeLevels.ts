/** Histories with runs at several loads, of a target whose law is known: N at once, without think times. */
import { throughputAt, type LawParameters } from '../../../core/capacity/scalabilityLaw.ts'
import { DEFAULT_FAIL_ON } from '../../../core/criteria/verdict.ts'
import { closedLoad } from '../../../core/load/loadShape.ts'
import type { Criterion } from '../../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../../core/random.ts'
import { outcomeToJson, type RunOutcomeFacts } from '../../runs/runOutcome.ts'
import { toJson } from '../../runs/runSettings.ts'
import { settingsOf } from '../../runs/testing/settingsOf.ts'
import { reportOfRun } from '../../runs/runReport.ts'
import { summaryOf } from '../../runs/runSummary.ts'
import type { History } from '../../storage/history.ts'
import type { NewRun } from '../../storage/newRun.ts'
import { healthOf, loadOf, newRun, secondOf, seriesOf } from '../../storage/testing/syntheticSeconds.ts'

export interface LevelsOf {
  /** One run each, in this order. */
  users: readonly number[]
  law?: LawParameters
  /** p95 must be below it. */
  maximumMs?: number
  /** At these loads the generator is not to be trusted. */
  starvedAt?: readonly number[]
  endpoint?: string
  run?: Partial<NewRun>
  /** Not as a search: without its tags. */
  untagged?: boolean
  startedAtMs?: number
}

/** A peak of 122/s at 44 at once. */
export const LAW: LawParameters = { sigma: 0.05, kappa: 0.0005, lambda: 12 }
const SETTLE_S = 2
const HOLD_S = 12
const SPREAD = 0.25
/** Between runs, on the logarithm. */
const BETWEEN_RUNS = 0.005

/** @returns ids of the runs, in their order */
export function writeLevels(history: History, of: LevelsOf, seed = 1): string[] {
  const { users, law = LAW, maximumMs = 400, starvedAt = [], endpoint = 'GET /', untagged = false } = of
  let startedAtMs = of.startedAtMs ?? Date.UTC(2026, 10, 1)
  const ids = users.map((level, at) => {
    const random = new RandomStream(seed, level, at)
    const noise = Math.exp(BETWEEN_RUNS * normal(random))
    const throughput = throughputAt(law, level) * noise
    const meanMs = (1000 * level) / throughput
    startedAtMs += 60_000
    const durationMs = (SETTLE_S + HOLD_S) * 1000
    const load = closedLoad(level, Math.max(1, level), durationMs)
    const writer = history.startRun(
      newRun({
        planName: 'Shop',
        planFile: 'shop.plan.yaml',
        scenario: 'normal (capacity)',
        target: 'http://shop.test',
        startedAtMs,
        warmUpMs: SETTLE_S * 1000,
        build: { label: '1.4.0', commit: null, branch: null },
        plannedDurationMs: durationMs,
        settings: toJson(settingsOf(load, { warmUpMs: SETTLE_S * 1000, criteria: [p95Below(maximumMs)] })),
        ...of.run,
      }),
    )
    const isStarved = starvedAt.includes(level)
    let begun = 0
    for (let t = 0; t < SETTLE_S + HOLD_S; t++) {
      const count = Math.round(throughput * (t + 1)) - begun
      begun += count
      const latenciesUs = Array.from({ length: count }, () =>
        // Its mean is meanMs.
        Math.max(1, Math.round(1000 * meanMs * Math.exp(SPREAD * normal(random) - SPREAD ** 2 / 2))),
      )
      const counts = { ...loadOf({ shopper: level }, 0), iterationsStarted: count, iterationsCompleted: count }
      writer.writeSecond(
        secondOf(t, [{ series: seriesOf(endpoint), latenciesUs, servicesUs: null }], {
          load: { ...counts, inFlight: level },
          health: [healthOf(isStarved ? 99 : 30)],
          trusted: !isStarved,
          reasons: isStarved ? [{ signal: 'cpu', engine: 0, state: 'notTrusted', value: 99 }] : [],
        }),
      )
    }
    const ended = { endedAtMs: startedAtMs + durationMs, outcome: outcomeToJson(FACTS(durationMs)) }
    writer.finish({ status: 'completed', verdict: null, criteria: [], ...ended })
    // Judged by its own report, as a run is when it ends.
    const reader = history.findRun(writer.id)
    const report = reportOfRun(history, reader)
    const { criteria, verdict } = report
    writer.finish({ status: 'completed', verdict, criteria, summary: summaryOf(report, reader, load), ...ended })
    return writer.id
  })
  if (!untagged && ids.length > 0) history.editRuns({ runs: ids, addTags: ['capacity', `capacity ${ids[0]}`] })
  return ids
}

const FACTS = (loadEndMs: number): RunOutcomeFacts => ({
  endedBy: 'plan',
  loadEndMs,
  fault: null,
  failOn: [...DEFAULT_FAIL_ON],
  sliding: [],
  foldedNames: [],
  notices: [],
})

function p95Below(limit: number): Criterion {
  const text = `p95 < ${limit}ms`
  return {
    subject: { kind: 'all' },
    level: 'maximum',
    metric: { kind: 'percentile', p: 95 },
    operator: '<',
    limit,
    unit: 'ms',
    windowMs: null,
    stop: false,
    text,
    position: { file: 'shop.plan.yaml', line: 1, column: 1 },
  }
}

/** Box and Muller's. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}
