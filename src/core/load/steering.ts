// Changing a load while it runs. A steered load is a load shape like any other: what was planned until the moment of the change,
// and something else from then on. So users, arrivals, phases, planned levels and reports follow it by the arithmetic they have
// anyway, and engines need to be told nothing but the new shape.
import { formatCount } from '../units/number.ts'
import { levelAt, peakLevel, totalDurationMs } from './loadShape.ts'
import type { LoadShape, Stage } from './loadShape.ts'

/**
 * What can be done to a load from a moment on.
 *
 * - `setUsers`: so many users until the end, whatever the plan had still meant to do; at `perS` users per second, or at once.
 *   Of arrivals: at most so many users carry them.
 * - `addUsers`: the rest of the plan, higher by so many users (lower, when negative; never below 0).
 * - `setRate`, `scaleRate`: so many arrivals per second until the end; the rest of the plan, times a factor.
 * - `pause`: nothing is planned any more, until `resume` brings back what the plan then says. Time goes on meanwhile: a pause
 *   does not make the run longer.
 */
export type LoadSteering =
  | { type: 'setUsers'; users: number; perS: number | null }
  | { type: 'addUsers'; users: number }
  | { type: 'setRate'; perS: number }
  | { type: 'scaleRate'; factor: number }
  | { type: 'pause' }
  | { type: 'resume' }

export interface SteeredLoad {
  /** What was and will be planned, all steering included. */
  shape: LoadShape
  /** During a pause: as `shape`, had it not been paused. */
  behindPause: LoadShape | null
}

export type SteeringResult = { load: SteeredLoad } | { refusal: string }

/** A load may be steered to ten times the most that was planned, and always to as many as this. */
const ALWAYS_ALLOWED = 1000
const TIMES_PLANNED = 10
const SNAP_MS = 1e-6

export function unsteered(shape: LoadShape): SteeredLoad {
  return { shape, behindPause: null }
}

/**
 * The load after an action at `atMs` since the start, or why it cannot be done, as a sentence.
 *
 * @param planned the load before any steering, which decides how far it may be taken
 * @param atMs within the load, and at or after every earlier action
 */
export function steerLoad(planned: LoadShape, load: SteeredLoad, atMs: number, action: LoadSteering): SteeringResult {
  const unfit = refuseUnfit(planned, load, action)
  if (unfit !== null) return { refusal: unfit }
  if (action.type === 'pause') return { load: { shape: from(load.shape, atMs, idle), behindPause: load.shape } }
  if (action.type === 'resume') {
    const rest = splitAt(load.behindPause!.stages, atMs).after
    // Not what the paused shape says: `maxUsers` may have been changed meanwhile.
    return {
      load: { shape: from({ ...load.behindPause!, stages: load.shape.stages }, atMs, () => rest), behindPause: null },
    }
  }
  const line = load.behindPause ?? load.shape
  const changed = changedLine(line, atMs, action)
  const tooMuch = refuseTooMuch(planned, changed, atMs)
  if (tooMuch !== null) return { refusal: tooMuch }
  if (isSame(line, changed, atMs)) return { refusal: 'That is what is planned already.' }
  if (load.behindPause === null) return { load: { shape: changed, behindPause: null } }
  const paused = changed.model === 'open' ? { ...changed, stages: load.shape.stages } : load.shape
  return { load: { shape: paused, behindPause: changed } }
}

/** The load after everything that was done to it. Actions that cannot be done, which are never kept, change nothing. */
export function steeredLoad(
  planned: LoadShape,
  actions: readonly { atMs: number; action: LoadSteering }[],
): SteeredLoad {
  return actions.reduce((load, { atMs, action }) => {
    const result = steerLoad(planned, load, atMs, action)
    return 'load' in result ? result.load : load
  }, unsteered(planned))
}

/** What was done, for a list: `10 users added, 110 planned`. `load` is the load after it. */
export function steeringText(action: LoadSteering, load: SteeredLoad, atMs: number): string {
  const line = load.behindPause ?? load.shape
  const isOpen = line.model === 'open'
  // Just after it: sums of stages may end a rounding error later. Part of a user does not start.
  const exact = levelAt(line, atMs + SNAP_MS)
  const level = plainNumber(isOpen ? exact : Math.floor(exact + SNAP_MS))
  switch (action.type) {
    case 'setUsers': {
      if (isOpen) return `at most ${usersText(action.users)} from here on`
      return `${usersText(action.users)} from here on${action.perS === null ? '' : `, ${plainNumber(action.perS)} per second`}`
    }
    case 'addUsers': {
      const what = `${usersText(Math.abs(action.users))} ${action.users > 0 ? 'added' : 'removed'}`
      return isOpen ? `${what}, at most ${formatCount(line.maxUsers)}` : `${what}, ${level} planned now`
    }
    case 'setRate':
      return `${plainNumber(action.perS)} arrivals per second from here on`
    case 'scaleRate':
      return `rate times ${plainNumber(action.factor)}, ${level} arrivals per second planned now`
    case 'pause':
      return isOpen ? 'arrivals paused' : 'paused: no users'
    case 'resume':
      return isOpen ? `arrivals resumed, ${level} per second planned now` : `resumed, ${level} users planned now`
    default: {
      const unknown: never = action
      throw new TypeError(`Unknown steering ${JSON.stringify(unknown)}`)
    }
  }
}

function refuseUnfit(planned: LoadShape, load: SteeredLoad, action: LoadSteering): string | null {
  const isPaused = load.behindPause !== null
  if (action.type === 'pause') return isPaused ? 'It is paused already.' : null
  if (action.type === 'resume') return isPaused ? null : 'It is not paused.'
  const isRate = action.type === 'setRate' || action.type === 'scaleRate'
  if (isRate && planned.model === 'closed') {
    return 'This load is a number of users and has no rate of arrivals. Change the number of users instead.'
  }
  return null
}

function changedLine(
  line: LoadShape,
  atMs: number,
  action: Exclude<LoadSteering, { type: 'pause' | 'resume' }>,
): LoadShape {
  switch (action.type) {
    case 'setUsers':
      if (line.model === 'open') return { ...line, maxUsers: action.users }
      return from(line, atMs, (rest) => approach(rest, levelAt(line, atMs), action.users, action.perS))
    case 'addUsers':
      if (line.model === 'open') return { ...line, maxUsers: Math.max(1, line.maxUsers + action.users) }
      return from(line, atMs, (rest) => rest.flatMap((stage) => lifted(stage, action.users)))
    case 'setRate':
      return from(line, atMs, (rest) => rest.map((stage) => ({ ...stage, from: action.perS, to: action.perS })))
    case 'scaleRate': {
      const { factor } = action
      return from(line, atMs, (rest) =>
        rest.map((stage) => ({ ...stage, from: stage.from * factor, to: stage.to * factor })),
      )
    }
    default: {
      const unknown: never = action
      throw new TypeError(`Unknown steering ${JSON.stringify(unknown)}`)
    }
  }
}

/** A typing mistake must not start a million users. */
function refuseTooMuch(planned: LoadShape, changed: LoadShape, atMs: number): string | null {
  const { after } = splitAt(changed.stages, atMs)
  const peak = peakLevel({ ...changed, stages: after })
  const refusal = (what: string, wanted: number, most: number): string =>
    `${plainNumber(wanted)} ${what} are too many for a run that was planned with at most ${plainNumber(most)}: it can be taken to ${plainNumber(mostAllowed(most))}. Plan a larger run instead.`
  const plannedPeak = peakLevel(planned)
  if (peak > mostAllowed(plannedPeak)) {
    return refusal(planned.model === 'open' ? 'arrivals per second' : 'users', peak, plannedPeak)
  }
  if (changed.model !== 'open' || planned.model !== 'open') return null
  if (changed.maxUsers < 1) return 'Arrivals need at least one user. Pause them instead.'
  return changed.maxUsers > mostAllowed(planned.maxUsers) ? refusal('users', changed.maxUsers, planned.maxUsers) : null
}

function mostAllowed(planned: number): number {
  return Math.max(ALWAYS_ALLOWED, TIMES_PLANNED * planned)
}

function isSame(before: LoadShape, after: LoadShape, atMs: number): boolean {
  if (before.model === 'open' && after.model === 'open' && before.maxUsers !== after.maxUsers) return false
  const [one, other] = [splitAt(before.stages, atMs).after, splitAt(after.stages, atMs).after]
  return (
    one.length === other.length &&
    one.every((stage, index) => stage.from === other[index]!.from && stage.to === other[index]!.to)
  )
}

/** The same load up to `atMs`, and from then on what `change` makes of the rest. */
function from(shape: LoadShape, atMs: number, change: (rest: Stage[]) => Stage[]): LoadShape {
  const { before, after } = splitAt(shape.stages, atMs)
  return { ...shape, stages: [...before, ...change(after)] }
}

/** Cuts the stages in two at `atMs`; jumps, which last no time, are left out. */
function splitAt(stages: readonly Stage[], atMs: number): { before: Stage[]; after: Stage[] } {
  const before: Stage[] = []
  const after: Stage[] = []
  let startMs = 0
  for (const stage of stages) {
    const { durationMs, from: first, to: last } = stage
    const firstMs = Math.min(Math.max(atMs - startMs, 0), durationMs)
    startMs += durationMs
    if (durationMs === 0) continue
    const middle = first + ((last - first) * firstMs) / durationMs
    if (firstMs === durationMs) before.push(stage)
    else if (firstMs === 0) after.push(stage)
    else {
      before.push({ durationMs: firstMs, from: first, to: middle })
      after.push({ durationMs: durationMs - firstMs, from: middle, to: last })
    }
  }
  return { before, after }
}

function idle(rest: readonly Stage[]): Stage[] {
  return rest.map(({ durationMs }) => ({ durationMs, from: 0, to: 0 }))
}

/** A stage raised or lowered, cut where it would go below 0. */
function lifted({ durationMs, from: first, to: last }: Stage, by: number): Stage[] {
  const [a, b] = [first + by, last + by]
  if (a >= 0 && b >= 0) return [{ durationMs, from: a, to: b }]
  if (a <= 0 && b <= 0) return [{ durationMs, from: 0, to: 0 }]
  const crossingMs = (durationMs * a) / (a - b)
  return [
    { durationMs: crossingMs, from: Math.max(a, 0), to: 0 },
    { durationMs: durationMs - crossingMs, from: 0, to: Math.max(b, 0) },
  ]
}

/** In the time of `rest`: from one number of users to another at a speed, and there it stays. */
function approach(rest: readonly Stage[], start: number, end: number, perS: number | null): Stage[] {
  const durationMs = totalDurationMs({ model: 'closed', stages: [...rest] })
  const rampMs = perS === null ? 0 : (Math.abs(end - start) * 1000) / perS
  if (rampMs >= durationMs && rampMs > 0) {
    return [{ durationMs, from: start, to: start + ((end - start) * durationMs) / rampMs }]
  }
  const hold: Stage = { durationMs: durationMs - rampMs, from: end, to: end }
  return rampMs > 0 ? [{ durationMs: rampMs, from: start, to: end }, hold] : [hold]
}

function usersText(users: number): string {
  return users === 1 ? '1 user' : `${formatCount(users)} users`
}

/** What a person would have written: `1,200`, `0.3`, not `0.30`. */
function plainNumber(value: number): string {
  const rounded = Math.round(value * 1000) / 1000
  return Number.isInteger(rounded) ? formatCount(rounded) : String(rounded)
}
