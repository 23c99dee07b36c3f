/** The load of a run as it is planned by now, and who may change it how: decides, keeps what was done, and tells the engines. */
import type { RunEvent } from '../../contract/runTick.ts'
import type { ToEngine } from '../../contract/engineMessages.ts'
import type { SteeringAction, SteeringAnswer } from '../../contract/steering.ts'
import { totalDurationMs, type LoadShape } from '../../core/load/loadShape.ts'
import { steeringText, steerLoad, unsteered, type LoadSteering, type SteeredLoad } from '../../core/load/steering.ts'
import type { SteeredBy } from '../../core/report/report.ts'
import type { RunKeeper } from './runKeeper.ts'

export interface SteeringOptions {
  planned: LoadShape
  /** Values that are never kept, whoever types them. */
  secrets: readonly string[]
  keeper: Pick<RunKeeper, 'addSteering' | 'addAnnotation'>
  /** ms since the start of the run, negative before it. */
  elapsedMs: () => number
  tell: (message: ToEngine) => void
}

/** From the word to the change, so that every engine has had it. */
const STEER_DELAY_MS = 100
/** Every change makes the load's shape longer, and every mark the report. */
const MOST_CHANGES = 1000
const MOST_MARKS = 1000
const MASK = '•••'

export class RunSteering {
  readonly #options: SteeringOptions
  #load: SteeredLoad
  #changedAtMs = 0
  #changes = 0
  #marks = 0
  #happened: RunEvent[] = []

  constructor(options: SteeringOptions) {
    this.#options = options
    this.#load = unsteered(options.planned)
  }

  /** As planned by now. */
  get load(): LoadShape {
    return this.#load.shape
  }

  get isPaused(): boolean {
    return this.#load.behindPause !== null
  }

  /** What was done since it was asked the last time. */
  takeHappened(): RunEvent[] {
    const happened = this.#happened
    this.#happened = []
    return happened
  }

  change(action: LoadSteering, by: SteeredBy): SteeringAnswer {
    const { planned, elapsedMs, keeper, tell } = this.#options
    if (this.#changes >= MOST_CHANGES) return refused(`A run can be steered ${MOST_CHANGES} times, and this one was.`)
    // Whole ms, so that it is the same number in every process and in the history.
    const atMs = Math.max(this.#changedAtMs, Math.ceil(Math.max(0, elapsedMs())) + STEER_DELAY_MS)
    if (atMs >= totalDurationMs(planned)) return refused('The load of this run is over.')
    const result = steerLoad(planned, this.#load, atMs, action)
    if ('refusal' in result) return refused(result.refusal)
    const what = steeringText(action, result.load, atMs)
    // Kept first: what the report does not know of must not happen.
    keeper.addSteering({ atMs, by, action, what })
    this.#load = result.load
    this.#changedAtMs = atMs
    this.#changes++
    this.#happened.push({ kind: 'steering', atMs, by, text: what })
    tell({ type: 'load', load: result.load.shape, fromMs: atMs })
    return { done: true, atMs, what }
  }

  mark({ text }: Extract<SteeringAction, { type: 'mark' }>, by: SteeredBy): SteeringAnswer {
    if (this.#marks >= MOST_MARKS) return refused(`A run can have ${MOST_MARKS} marks, and this one has.`)
    const { elapsedMs, keeper } = this.#options
    const atMs = Math.round(Math.max(0, elapsedMs()))
    const shown = this.#masked(text)
    keeper.addAnnotation({ atMs, by, text: shown })
    this.#marks++
    this.#happened.push({ kind: 'mark', atMs, by, text: shown })
    return { done: true, atMs, what: `marked: ${shown}` }
  }

  /** Longest first: one secret may be part of another. */
  #masked(text: string): string {
    const secrets = this.#options.secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length)
    return secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
  }
}

export function refused(reason: string): SteeringAnswer {
  return { done: false, reason }
}
