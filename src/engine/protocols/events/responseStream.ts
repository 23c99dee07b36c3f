/** A response that is read while it comes. */
import type { CompiledChecks } from '../../values/expectation.ts'
import { statusText } from '../../values/expectation.ts'
import type { Failure } from '../http/exchangeFailure.ts'
import type { ResponseHead } from '../http/responseHead.ts'

export interface ResponseStream {
  /** Whether the response with this head is one. */
  takes(head: ResponseHead): boolean
  /** The head is here; `intendedMs`: when the request was due. */
  begun(intendedMs: number): void
  /** The buffer is used again when the call returns. */
  data(buffer: Buffer, from: number, to: number): void
  /** It has come to its end by itself (null), or was broken. */
  ended(failure: Failure | null): void
}

/** What is wrong with a response that was to be a stream of events and is none. */
export const NO_EVENT_STREAM: CompiledChecks = {
  needsBody: true,
  acceptsStatus: null,
  // It is none of the plan's checks.
  total: 0,
  check: ({ status, headers }) =>
    status >= 300
      ? { class: 'status', message: statusText(status), passed: 0, failed: 0 }
      : {
          class: 'check',
          message: `no stream of events: its content-type is ${typeOf(headers['content-type'])}`,
          passed: 0,
          failed: 0,
        },
  all: ({ status, headers }) => [
    {
      text: 'a stream of events',
      passed: false,
      actual: `status ${status}, content-type ${typeOf(headers['content-type'])}`,
    },
  ],
}

function typeOf(contentType: string | string[] | undefined): string {
  return contentType === undefined ? 'missing' : String(contentType).slice(0, 100)
}
