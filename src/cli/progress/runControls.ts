/** What the keys do to a run, and what they show of it below the display. */
import type { RunTick } from '../../contract/runTick.ts'
import { MAX_MARK_LENGTH, type SteeringAction, type SteeringAnswer } from '../../contract/steering.ts'
import type { Key } from './terminalKeys.ts'

/** What keys can do. */
export interface RunKeys {
  steer(action: SteeringAction): SteeringAnswer
  /** Gracefully, or now. */
  stop(now: boolean): void
  /** Ctrl-C: gracefully the first time, now the second. */
  interrupt(): void
}

export interface ControlsState {
  /** A mark that is being typed. */
  typing: string | null
  help: boolean
  /** By these keys. */
  paused: boolean
  /** The answer to the last key, for a while. */
  message: { text: string; done: boolean; atMs: number } | null
}

export const UNTOUCHED: ControlsState = { typing: null, help: false, paused: false, message: null }

/** How long an answer stays. */
const MESSAGE_MS = 5000
/** `+` and `-`: a tenth, and back again. */
const STEP = 1.1
/** Keys that Locust has, too. */
const USER_STEPS: Record<Key, number> = { w: 1, s: -1, W: 10, S: -10 }

export class RunControls {
  readonly #keys: RunKeys
  readonly #now: () => number
  #state = UNTOUCHED

  constructor(keys: RunKeys, now: () => number) {
    this.#keys = keys
    this.#now = now
  }

  get state(): ControlsState {
    return this.#state
  }

  /** @param keys that came at once @param planned as the last tick has it */
  press(keys: readonly Key[], planned: RunTick['planned'] | null): void {
    for (const key of keys) {
      if (key === 'ctrl-c') this.#keys.interrupt()
      else if (this.#state.typing === null) this.#command(key, planned)
      else if (key === 'enter') {
        this.#setMark(this.#state.typing)
        // What comes at once behind it was pasted: its letters are no commands.
        return
      } else this.#set({ typing: edited(this.#state.typing, key) })
    }
  }

  #command(key: Key, planned: RunTick['planned'] | null): void {
    switch (key) {
      case 'q':
        return this.#keys.stop(false)
      case 'Q':
        return this.#keys.stop(true)
      case '+':
      case '=':
        return void this.#steer(stepOf(planned, 1))
      case '-':
      case '_':
        return void this.#steer(stepOf(planned, -1))
      case 'w':
      case 's':
      case 'W':
      case 'S':
        return void this.#steer({ type: 'addUsers', users: USER_STEPS[key]! })
      case 'p':
        return this.#pauseOrResume()
      case 'm':
        return this.#set({ typing: '', help: false })
      case '?':
        return this.#set({ help: !this.#state.help, message: null })
      case 'escape':
        return this.#set({ help: false, message: null })
      default:
    }
  }

  #pauseOrResume(): void {
    const type = this.#state.paused ? 'resume' : 'pause'
    if (this.#steer({ type })) this.#set({ paused: type === 'pause' })
  }

  #setMark(text: string): void {
    this.#set({ typing: null })
    if (text.trim() !== '') this.#steer({ type: 'mark', text: text.trim() })
  }

  /** True when it was done. */
  #steer(action: SteeringAction): boolean {
    const answer = this.#keys.steer(action)
    const text = answer.done ? answer.what : answer.reason
    this.#set({ message: { text, done: answer.done, atMs: this.#now() } })
    return answer.done
  }

  #set(changes: Partial<ControlsState>): void {
    this.#state = { ...this.#state, ...changes }
  }
}

export function withoutOldMessage(state: ControlsState, nowMs: number): ControlsState {
  const isOld = state.message !== null && nowMs - state.message.atMs >= MESSAGE_MS
  return isOld ? { ...state, message: null } : state
}

/** A tenth of what is planned now: of users at least one, of arrivals a factor. */
function stepOf(planned: RunTick['planned'] | null, direction: 1 | -1): SteeringAction {
  if (planned?.unit === 'perS') return { type: 'scaleRate', factor: direction === 1 ? STEP : 1 / STEP }
  return { type: 'addUsers', users: direction * Math.max(1, Math.round((planned?.level ?? 0) * (STEP - 1))) }
}

/** Null when the typing was left. */
function edited(text: string, key: Key): string | null {
  if (key === 'escape') return null
  if (key === 'ctrl-u') return ''
  if (key === 'backspace') return Array.from(text).slice(0, -1).join('')
  return Array.from(key).length > 1 || text.length + key.length > MAX_MARK_LENGTH ? text : text + key
}
