/** A run in a history of its own, made from plain lists of latencies, so that answers can be checked against the lists. */
import type { TrustReason } from '../../../core/criteria/trust.ts'
import { bucketIndexOf, highestEquivalentUs } from '../../../core/histogram/layout.ts'
import { closedLoad, type LoadShape } from '../../../core/load/loadShape.ts'
import type { Criterion } from '../../../core/plan/compiledPlan.ts'
import { parseCriterion } from '../../../core/plan/criterionGrammar.ts'
import type { EngineHealth, ErrorCount, Exemplar } from '../../../core/recording/second.ts'
import { outcomeToJson, type RunOutcomeFacts } from '../../runs/runOutcome.ts'
import { toJson, type RunSettings } from '../../runs/runSettings.ts'
import { settingsOf } from '../../runs/testing/settingsOf.ts'
import type { History } from '../../storage/history.ts'
import type { NewRun } from '../../storage/newRun.ts'
import type { RunReader } from '../../storage/runReader.ts'
import { healthOf, loadOf, newRun, secondOf, type Requests } from '../../storage/testing/syntheticSeconds.ts'

export interface RawSecond {
  t: number
  requests: Requests[]
  errors?: ErrorCount[]
  exemplars?: Exemplar[]
  /** Of each engine; else as rawRun makes it up. */
  health?: (EngineHealth | null)[]
  /** Why it is not trusted. */
  doubt?: TrustReason['signal']
}

export interface RawRunOptions {
  load?: LoadShape
  warmUpMs?: number
  criteria?: Criterion[]
  /** When the load ended; null: the run goes on. */
  loadEndMs?: number | null
  settings?: Partial<RunSettings>
  run?: Partial<NewRun>
}

/** Writes a run whose last second is the last of the list. */
export function writeRawRun(history: History, seconds: readonly RawSecond[], options: RawRunOptions = {}): RunReader {
  const endS = Math.max(0, ...seconds.map(({ t }) => t + 1))
  const { load = closedLoad(10, 1000, endS * 1000), warmUpMs = 0, criteria = [], loadEndMs = endS * 1000 } = options
  const run = newRun({
    ...options.run,
    warmUpMs,
    settings: toJson(settingsOf(load, { warmUpMs, criteria, ...options.settings })),
  })
  const writer = history.startRun(run)
  for (const second of seconds) {
    const { t, requests, errors = [], exemplars = [], doubt } = second
    const { health = [healthOf(20 + t), t % 3 === 0 ? null : healthOf(50 + t)] } = second
    const reasons: TrustReason[] =
      doubt === undefined ? [] : [{ signal: doubt, engine: 0, state: 'notTrusted', value: 100 + t, share: 0.5 }]
    writer.writeSecond(
      secondOf(t, requests, {
        errors,
        exemplars,
        load: loadOf({ shopper: t + 1, admin: 2 }, t + 1),
        health,
        trusted: doubt === undefined,
        reasons,
      }),
    )
  }
  const reader = history.findRun(writer.id)
  if (loadEndMs === null) return reader
  const facts: RunOutcomeFacts = {
    endedBy: 'plan',
    loadEndMs,
    fault: null,
    failOn: ['maximum', 'inconclusive'],
    sliding: criteria.map(() => null),
    foldedNames: [],
    notices: [],
  }
  writer.finish({
    status: 'completed',
    endedAtMs: run.startedAtMs + endS * 1000,
    verdict: null,
    criteria: [],
    outcome: outcomeToJson(facts),
  })
  return reader
}

/** @param pattern null: all requests */
export function criterionOf(pattern: string | null, text: string, level: Criterion['level'] = 'maximum'): Criterion {
  const parsed = parseCriterion(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  const subject = pattern === null ? ({ kind: 'all' } as const) : ({ kind: 'endpoint', pattern } as const)
  return { ...parsed.value, subject, level, text, position: { file: 'a.plan.yaml', line: 1, column: 1 } }
}

/** From the list itself: the value of that rank, as exact as a histogram keeps it. NaN of nothing. */
export function percentileOf(latenciesUs: readonly number[], p: number): number {
  if (latenciesUs.length === 0) return NaN
  const sorted = latenciesUs.toSorted((a, b) => a - b)
  const rank = Math.max(1, Math.ceil((p * sorted.length) / 100 - 1e-9))
  return Math.min(highestEquivalentUs(bucketIndexOf(sorted[rank - 1]!)), sorted.at(-1)!) / 1000
}

/** What every call gets that nobody waits for. */
export async function atOnce(): Promise<void> {}
