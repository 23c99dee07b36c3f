/**
 * The search for the largest load that meets all maximums: rising steps until one fails, bisection between the highest that passed and the lowest that
 * did not, confirmation. What comes next follows from what was measured alone, so that a search can be stopped and gone on with anywhere.
 */
import { allowed, type SearchSettings } from './searchSettings.ts'

/**
 * What a run said of its load. `met` all maximums, their bounds included · `notMet` · `tooFew` samples to say, at this load · `starved`: the
 * generator was in the way · `unreachable`: the target answered nothing.
 */
export type Answer = 'met' | 'notMet' | 'tooFew' | 'starved' | 'unreachable'

export interface Tried {
  load: number
  answer: Answer
}

export type Phase = 'rising' | 'falling' | 'bisecting' | 'confirming' | 'repeating'

export type SearchStep =
  | { kind: 'measure'; load: number; phase: Phase }
  | {
      kind: 'ended'
      why: SearchEnd
      /** The largest load of which every run met all maximums; null: none did. */
      largest: number | null
      /** It has as many further runs as were asked for. */
      isConfirmed: boolean
    }

export type SearchEnd =
  /** The next load that was tried above the largest failed, within the tolerance. */
  | { kind: 'found'; failing: number }
  /** The most that may be tried passed. */
  | { kind: 'mostPassed' }
  /** The least that may be tried failed. */
  | { kind: 'leastFailed'; failing: number }
  /** Nothing passed, and the least that may be tried had too few samples to say. */
  | { kind: 'tooFew' }
  /** The generator gave out at this load, twice: the target may take more. */
  | { kind: 'starved'; at: number }
  /** The target answered nothing at this load, twice. */
  | { kind: 'unreachable'; at: number }
  /** As many runs as were allowed, and no answer within the tolerance. */
  | { kind: 'runsUsedUp'; failing: number | null }

/** A generator that gave out, or a target that was away, is given a second chance. */
const CHANCES = 2

/** @param tried in the order in which it was measured */
export function nextStep(settings: SearchSettings, tried: readonly Tried[]): SearchStep {
  const known = summarize(tried)
  const { largest, failing, ended } = known
  const isConfirmed = largest !== null && known.passes(largest) > settings.confirmations
  const end = (why: SearchEnd): SearchStep => ({ kind: 'ended', why, largest, isConfirmed })
  if (ended?.kind === 'unreachable') return end(ended)
  const settled = ended ?? settle(settings, known)
  const step = 'kind' in settled ? confirmed(settled) : settled
  if (!('load' in step)) return end(step)
  return tried.length < settings.mostRuns ? { kind: 'measure', ...step } : end({ kind: 'runsUsedUp', failing })

  /** Before an end is said, its load is measured as often as was asked for. */
  function confirmed(why: SearchEnd): SearchEnd | Move {
    return largest === null || isConfirmed ? why : { load: largest, phase: 'confirming' }
  }
}

interface Move {
  load: number
  phase: Phase
}

interface Known {
  /** The highest load below `failing` that always passed. */
  largest: number | null
  /** The lowest load that failed once. */
  failing: number | null
  /** The highest that had too few samples; null: none. */
  tooFew: number | null
  /** Its second chance is still to come. */
  again: number | null
  ended: Extract<SearchEnd, { kind: 'starved' | 'unreachable' }> | null
  passes(load: number): number
}

function summarize(tried: readonly Tried[]): Known {
  const loads = (answer: Answer): number[] => tried.filter((each) => each.answer === answer).map(({ load }) => load)
  const failing = least(loads('notMet'))
  const largest = most(loads('met').filter((load) => failing === null || load < failing))
  const last = tried.at(-1)
  const isTrouble = last?.answer === 'starved' || last?.answer === 'unreachable'
  const chances = isTrouble
    ? tried.filter(({ load, answer }) => load === last.load && answer === last.answer).length
    : 0
  // What has given out twice stays so: the search may have gone on below since.
  const starvedAt = least(loads('starved').filter((load) => countOf(loads('starved'), load) >= CHANCES))
  const isFailingBelow = failing !== null && starvedAt !== null && failing <= starvedAt
  let ended: Known['ended'] = null
  if (last?.answer === 'unreachable' && chances >= CHANCES) ended = { kind: 'unreachable', at: last.load }
  else if (starvedAt !== null && !isFailingBelow) ended = { kind: 'starved', at: starvedAt }
  return {
    largest,
    failing,
    tooFew: most(loads('tooFew')),
    again: isTrouble && chances < CHANCES ? last.load : null,
    ended,
    passes: (load) => countOf(loads('met'), load),
  }
}

/** The next load to try before anything can be said; or what can be said. */
function settle(settings: SearchSettings, { largest, failing, tooFew, again }: Known): Move | SearchEnd {
  if (again !== null) return { load: again, phase: 'repeating' }
  const { start, factor, tolerance } = settings
  if (failing === null) {
    const highest = most([largest, tooFew].flatMap((load) => (load === null ? [] : [load])))
    if (highest === null) return { load: start, phase: 'rising' }
    if (highest >= settings.most) return largest === null ? { kind: 'tooFew' } : { kind: 'mostPassed' }
    return { load: above(highest, allowed(highest * factor, settings), settings), phase: 'rising' }
  }
  const low = most([largest, tooFew].flatMap((load) => (load !== null && load < failing ? [load] : [])))
  if (low === null) {
    if (failing <= settings.least) return { kind: 'leastFailed', failing }
    return { load: below(failing, allowed(failing / factor, settings), settings), phase: 'falling' }
  }
  const middle = allowed(Math.sqrt(low * failing), settings)
  const isNear = failing <= low * (1 + tolerance)
  if (!isNear && middle > low && middle < failing) return { load: middle, phase: 'bisecting' }
  return largest === null ? { kind: 'tooFew' } : { kind: 'found', failing }
}

/** Rounding may have left it where it was. */
function above(from: number, load: number, settings: SearchSettings): number {
  return load > from ? load : Math.min(settings.most, settings.isWhole ? from + 1 : from * settings.factor)
}

function below(from: number, load: number, settings: SearchSettings): number {
  return load < from ? load : Math.max(settings.least, settings.isWhole ? from - 1 : from / settings.factor)
}

function countOf(loads: readonly number[], load: number): number {
  return loads.filter((each) => each === load).length
}

function least(loads: readonly number[]): number | null {
  return loads.length === 0 ? null : Math.min(...loads)
}

function most(loads: readonly number[]): number | null {
  return loads.length === 0 ? null : Math.max(...loads)
}
