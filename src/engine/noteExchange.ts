/** Something that happened to a user beside its requests, for `loadwright debug`: a failed set-up, a check in code, an error of it. */
import type { Exchange } from '../contract/engineMessages.ts'
import type { ErrorClass } from '../core/recording/second.ts'
import type { EngineContext } from './engineContext.ts'

export interface Note {
  /** Of the step, file:line:column; '' where there is none. */
  position: string
  /** Masked. */
  text: string
  checks?: Exchange['checks']
  error?: ErrorClass | null
}

/** Nobody listens in a run. */
export function tellNote(context: EngineContext, { position, text, checks = [], error = null }: Note): void {
  context.sink?.({
    position,
    kind: 'note',
    endpoint: null,
    startedAtMs: 0,
    startMs: context.clock.now(),
    durationUs: 0,
    phasesUs: [],
    request: null,
    response: null,
    text,
    checks,
    extracted: [],
    error: error === null ? null : { class: error, message: text },
  })
}
