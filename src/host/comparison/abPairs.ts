/**
 * Runs of two builds that went beside each other (`run --ab`): tags say which run goes with which, so that whoever compares them later
 * finds the pairs again.
 */
import type { RunSummary } from '../storage/newRun.ts'

type TaggedRun = Pick<RunSummary, 'id' | 'tags'>

/** Fewer say nothing of how pairs differ. */
const PAIRS_AT_LEAST = 2

const GROUP = /^ab (\S{1,40})$/
const PAIR = /^pair (\d{1,3})$/

/**
 * @param group id of the first run of this alternation
 * @param pair 1 for the first
 */
export function abTags(group: string, pair: number): string[] {
  return ['ab', `ab ${group}`, `pair ${pair}`]
}

/** Null: it is no run of an alternation, or people have changed its tags so that this is not certain. */
function pairKeyOf({ tags }: TaggedRun): string | null {
  const groups = tags.filter((tag) => GROUP.test(tag))
  const pairs = tags.filter((tag) => PAIR.test(tag))
  return groups.length === 1 && pairs.length === 1 ? `${groups[0]} ${pairs[0]}` : null
}

export interface RunPairs<Run> {
  /** Run k of the one goes with run k of the other, in the order of the baseline. */
  baseline: Run[]
  candidate: Run[]
  /** Runs that have no partner. */
  unpaired: Run[]
}

/**
 * The runs in pairs. Null where they are better compared as they are: fewer than two pairs, or most runs of both builds have no partner.
 */
export function pairRuns<Run extends TaggedRun>(
  baseline: readonly Run[],
  candidate: readonly Run[],
): RunPairs<Run> | null {
  const [before, after] = [onlyByKey(baseline), onlyByKey(candidate)]
  const keys = [...before.keys()].filter((key) => after.has(key) && after.get(key)!.id !== before.get(key)!.id)
  const fewest = Math.min(baseline.length, candidate.length)
  if (keys.length < PAIRS_AT_LEAST || keys.length < fewest / 2) return null
  const paired = {
    baseline: keys.map((key) => before.get(key)!),
    candidate: keys.map((key) => after.get(key)!),
  }
  const ids = new Set([...paired.baseline, ...paired.candidate].map(({ id }) => id))
  return { ...paired, unpaired: [...baseline, ...candidate].filter(({ id }) => !ids.has(id)) }
}

/** Of a build, runs that are the only one with their key. */
function onlyByKey<Run extends TaggedRun>(runs: readonly Run[]): Map<string, Run> {
  const found = new Map<string, Run | null>()
  for (const run of runs) {
    const key = pairKeyOf(run)
    if (key !== null) found.set(key, found.has(key) ? null : run)
  }
  return new Map([...found].filter((entry): entry is [string, Run] => entry[1] !== null))
}
