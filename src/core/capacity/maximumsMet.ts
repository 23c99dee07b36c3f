/** Whether a load meets all maximums, and the largest that does. */
import { compare } from '../units/comparison.ts'
import type { AskedLoad, LevelRun, MaximumReading } from './level.ts'
import { levelsOf } from './levels.ts'

/** Arrivals of which less than this share could begin were more than the target took. */
export const LEAST_ACHIEVED = 0.98

export type LevelOutcome =
  | { kind: 'met' }
  /** At least one maximum was passed: the first of them. */
  | { kind: 'over'; maximum: MaximumReading }
  /** Measured within the limit, but so near that the next run may pass it. */
  | { kind: 'tooClose'; maximum: MaximumReading }
  /** Too few samples at this load to say. */
  | { kind: 'tooFew'; maximum: MaximumReading | null }
  /** The target kept so many users busy that arrivals which were due could not begin. */
  | { kind: 'notAchieved'; achievedShare: number }
  /** Whatever was measured: the generator stood in the way. */
  | { kind: 'starved'; why: string }

/** What one run says of its load. */
export function outcomeOf({ maximums, achievedShare, generatorDoubt }: LevelRun): LevelOutcome {
  const over = maximums.find(({ status }) => status === 'overMaximum')
  // Judged not to hang on the generator's trouble (core/criteria/doubt.ts): it stays passed.
  if (over !== undefined) return { kind: 'over', maximum: over }
  if (generatorDoubt !== null) return { kind: 'starved', why: generatorDoubt }
  if (achievedShare !== null && achievedShare < LEAST_ACHIEVED) return { kind: 'notAchieved', achievedShare }
  const close = maximums.find((maximum) => isTooClose(maximum))
  if (close !== undefined) return { kind: 'tooClose', maximum: close }
  const unknown = maximums.find(({ status }) => status !== 'met')
  if (unknown !== undefined || maximums.length === 0) return { kind: 'tooFew', maximum: unknown ?? null }
  return { kind: 'met' }
}

function isTooClose({ status, bound, operator, limit }: MaximumReading): boolean {
  return status === 'met' && bound !== null && !compare(bound, operator, limit)
}

export type Knee =
  | {
      kind: 'knee'
      load: AskedLoad
      /** Of the runs at this load, added up or the middle one; null where nothing was. */
      throughputPerS: number
      concurrency: number | null
      runIds: string[]
      /** The next load above, which did not meet them; null: none above was tried. */
      limitedBy: { load: AskedLoad; outcome: LevelOutcome } | null
    }
  | { kind: 'none'; reason: NoKnee }

export type NoKnee =
  | { kind: 'nothingMeasured' }
  /** No maximum to meet. */
  | { kind: 'noMaximums' }
  /** The lowest load that was tried did not meet them already. */
  | { kind: 'noneMet'; load: AskedLoad; outcome: LevelOutcome }

/**
 * The largest load of which every run met all maximums, its 95 % bounds included, below the lowest load of which a run did not. A load above that which
 * met them again is luck. A load that says nothing of itself (too few requests, bounds too wide) says nothing against larger ones.
 */
export function kneeOf(runs: readonly LevelRun[]): Knee {
  const levels = levelsOf(runs)
  if (levels.length === 0) return { kind: 'none', reason: { kind: 'nothingMeasured' } }
  if (runs.every(({ maximums }) => maximums.length === 0)) return { kind: 'none', reason: { kind: 'noMaximums' } }
  const judged = levels.map((level) => ({ ...level, outcome: worstOutcome(level.runs) }))
  const firstNot = judged.findIndex(({ outcome }) => !SAYS_NOTHING_ABOVE.has(outcome.kind))
  const below = firstNot < 0 ? judged : judged.slice(0, firstNot)
  const at = below.findLastIndex(({ outcome }) => outcome.kind === 'met')
  const best = below[at]
  if (best === undefined) {
    const { load, outcome } = judged[Math.max(0, firstNot)]!
    return { kind: 'none', reason: { kind: 'noneMet', load, outcome } }
  }
  const next = judged[at + 1]
  return {
    kind: 'knee',
    load: best.load,
    throughputPerS: best.throughputPerS,
    concurrency: best.concurrency,
    runIds: best.runs.map(({ runId }) => runId),
    limitedBy: next === undefined ? null : { load: next.load, outcome: next.outcome },
  }
}

const SAYS_NOTHING_ABOVE: ReadonlySet<LevelOutcome['kind']> = new Set(['met', 'tooFew', 'tooClose'])

/** The worst counts first. A run whose generator stood in the way says nothing of its load where another does. */
const RANK = { over: 0, notAchieved: 1, tooClose: 2, tooFew: 3, met: 4, starved: 5 } as const

/** Of several runs at one load the worst counts: a load that meets its maximums two times of three does not meet them. */
export function worstOutcome(runs: readonly LevelRun[]): LevelOutcome {
  const outcomes = runs.map(outcomeOf)
  const [worst] = outcomes.toSorted((a, b) => RANK[a.kind] - RANK[b.kind])
  return worst ?? { kind: 'tooFew', maximum: null }
}
