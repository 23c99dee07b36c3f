/** A response that is read while it comes. */
import type { CompiledChecks } from '../../values/expectation.ts'
import { statusText } from '../../values/expectation.ts'
import type { ReceivedHeaders } from '../../values/response.ts'
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
      : { class: 'check', message: `no stream of events: ${fault(status, headers)}`, passed: 0, failed: 0 },
  all: ({ status, headers }) => [{ text: 'a stream of events', passed: false, actual: fault(status, headers) }],
}

/** For a response that is none and does not come to its end either: the reason, rather than that it took too long. */
export function noEventStream({ status, headers }: ResponseHead): Failure {
  return { class: 'check', message: `no stream of events: ${fault(status, headers)}` }
}

/** The first of the reasons for which `UserEvents.takes` refuses a response. */
function fault(status: number, headers: ReceivedHeaders): string {
  if (status !== 200) return `its status is ${status}, and that of a stream is 200`
  const { 'content-type': type, 'content-encoding': encoding } = headers
  if (!isEventStream(type)) return `its content-type is ${shown(type)}`
  return `its content-encoding is ${shown(encoding)}: packed events come in lumps, and their times would be wrong`
}

/** Whether this is the content-type of Server-Sent Events. */
export function isEventStream(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^text\/event-stream\s*(?:;|$)/i.test(contentType)
}

function shown(value: string | string[] | undefined): string {
  return value === undefined ? 'missing' : String(value).slice(0, 100)
}
