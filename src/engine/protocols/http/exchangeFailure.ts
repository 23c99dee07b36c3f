/** How a request can end other than by a response, and what that is called. */
import type { ErrorClass } from '../../../core/recording/second.ts'
import { formatDurationCompact } from '../../../core/units/duration.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import { describeFailure } from './failure.ts'
import { BodyFileError } from './streamedBody.ts'

export interface Failure {
  class: ErrorClass
  message: string
  /** A limit of the machine that makes the load. */
  generator?: boolean
}

/** Ends that we bring about ourselves, by aborting. */
export class OwnError extends Error {}
export class DeadlineError extends OwnError {}
export class InterruptedError extends OwnError {}
export class TooLargeError extends OwnError {}

/** @param hasHead the head of the response had come */
export function failureOf(error: unknown, origin: string, timeoutMs: number, hasHead: boolean): Failure {
  if (error instanceof DeadlineError) {
    const limit = formatDurationCompact(timeoutMs)
    return {
      class: 'timeout',
      message: hasHead ? `the response was not complete within ${limit}` : `no response within ${limit}`,
    }
  }
  if (error instanceof InvalidValueError) return { class: 'invalid', message: error.message }
  if (error instanceof BodyFileError) return { class: 'invalid', message: error.message }
  if (error instanceof TooLargeError) {
    const message = 'the body is larger than 64 MB, which is the most that checks and extractions can look into'
    return { class: 'tooLarge', message }
  }
  const { hostname, port, protocol } = new URL(origin)
  return describeFailure(error, { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80), protocol })
}
