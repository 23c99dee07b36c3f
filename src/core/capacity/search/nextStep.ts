/**
 * The search for the largest load that meets all maximums: rising steps until one fails, bisection between the highest that passed and the lowest that
 * did not, confirmation. What comes next follows from what was measured alone, so that a search can be stopped and gone on with anywhere.
 */
import { allowed, type SearchSettings } from './searchSettings.ts'

/**
 * What a run said of its load. `met` all maximums, their bounds included · `notMet` · `tooClose`: met, but the next run might not · `tooFew` samples to
 * say, at this load · `starved`: the generator was in the way · `unreachable`: the target answered nothing.
 */
export type Answer = 'met' | 'notMet' | 'tooClose' | 'tooFew' | 'starved' | 'unreachable'

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
  /** Above the largest, if there is one, no load had enough samples to say. */
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
  const known = summarize(settings, tried)
  const { largest, failing, ended } = known
  const isConfirmed = largest !== null && known.passes(largest) > settings.confirmations
  const end = (why: SearchEnd): SearchStep => ({ kind: 'ended', why, largest, isConfirmed })
  if (ended?.kind === 'unreachable') return end(ended)
  const settled = ended ?? settle(settings, known)
  const step = 'kind' in settled ? confirmed(settled) : settled
  if (!('load' in step)) return end(step)
  return tried.length < settings.mostRuns ? { kind: 'measure', ...step } : end({ kind: 'runsUsedUp', failing })

  /** Before an end is said, its load is measured as often as was asked for, unless the generator gives out at this very load. */
  function confirmed(why: SearchEnd): SearchEnd | Move {
    if (largest === null || isConfirmed || (why.kind === 'starved' && why.at <= largest)) return why
    return { load: largest, phase: 'confirming' }
  }
}

interface Move {
  load: number
  phase: Phase
}

interface Known {
  /** The highest load below `failing` that always passed. */
  largest: number | null
  /** The lowest load that does not meet the maximums. */
  failing: number | null
  /** The highest load below `failing` that says nothing of itself: too few samples, or too close with nothing tried above. */
  open: number | null
  /** Its second chance is still to come. */
  again: number | null
  ended: Extract<SearchEnd, { kind: 'starved' | 'unreachable' }> | null
  passes(load: number): number
}

function summarize(settings: SearchSettings, tried: readonly Tried[]): Known {
  const loads = (answer: Answer): number[] => tried.filter((each) => each.answer === answer).map(({ load }) => load)
  const broken = least(loads('notMet')) ?? Infinity
  const close = loads('tooClose')
  const passed = loads('met').filter((load) => load < broken && !close.includes(load))
  const highest = most(loads('met').filter((load) => load < broken)) ?? 0
  // With few requests bounds are wide: what is too close says nothing where more load is met, and nothing before more was tried.
  const top = most(tried.map(({ load }) => load)) ?? 0
  const isMinded = (load: number): boolean =>
    load >= highest && load < broken && (load < top || load >= settings.most || loads('met').includes(load))
  const failing = least([...loads('notMet'), ...close.filter(isMinded)])
  const below = (list: readonly number[]): number | null =>
    most(list.filter((load) => failing === null || load < failing))
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
    largest: below(passed),
    failing,
    open: below([...loads('tooFew'), ...close]),
    again: isTrouble && chances < CHANCES ? last.load : null,
    ended,
    passes: (load) => countOf(loads('met'), load),
  }
}

/** The next load to try before anything can be said; or what can be said. */
function settle(settings: SearchSettings, { largest, failing, open, again }: Known): Move | SearchEnd {
  if (again !== null) return { load: again, phase: 'repeating' }
  const { start, factor, tolerance } = settings
  const low = most([largest, open].flatMap((load) => (load === null ? [] : [load])))
  if (failing === null) {
    if (low === null) return { load: start, phase: 'rising' }
    if (low >= settings.most) return { kind: low === largest ? 'mostPassed' : 'tooFew' }
    return { load: above(low, allowed(low * factor, settings), settings), phase: 'rising' }
  }
  if (low === null) {
    if (failing <= settings.least) return { kind: 'leastFailed', failing }
    return { load: below(failing, allowed(failing / factor, settings), settings), phase: 'falling' }
  }
  const middle = allowed(Math.sqrt(low * failing), settings)
  const isNear = failing <= low * (1 + tolerance)
  if (!isNear && middle > low && middle < failing) return { load: middle, phase: 'bisecting' }
  return low === largest ? { kind: 'found', failing } : { kind: 'tooFew' }
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
