/** A complete response against what the plan expects of it, and what the plan takes out of it. */
import type { LinkedRequest } from '../../linkedPlan.ts'
import type { Counts } from '../../../core/recording/loadCounts.ts'
import { TextResponse } from '../../values/response.ts'
import type { Scope } from '../../values/scope.ts'
import { BodyError, textOfBody } from './body.ts'
import type { Failure } from './exchangeFailure.ts'
import type { ResponseBody } from './responseBody.ts'
import type { ResponseHead } from './responseHead.ts'

export interface Judgement {
  /** Null: all is as expected. */
  failure: Failure | null
  /** An extraction found nothing. */
  missing: boolean
  /** Null when nothing looked at the response. */
  view: TextResponse | null
}

const FINE: Judgement = { failure: null, missing: false, view: null }

/** Sets the user's variables and counts the checks. */
export function judgeResponse(
  request: LinkedRequest,
  response: ResponseHead,
  elapsedMs: number,
  receivedBody: ResponseBody,
  scope: Scope,
  counts: Counts,
): Judgement {
  const { checks, extractions } = request
  if (checks.total === 0 && response.status < 400 && !request.needsBody && extractions.count === 0) return FINE
  try {
    const body = receivedBody.decode(response)
    const view = new TextResponse(response, elapsedMs, body === null ? receivedBody.bytes : body.length, () =>
      body === null ? '' : textOfBody(body, response.contentType),
    )
    const failed = checks.check(view, scope)
    counts.checksPassed += failed === null ? checks.total : failed.passed
    if (failed !== null) counts.checksFailed += failed.failed
    const notFound = extractions.run(view, scope)
    const failure: Failure | null =
      failed !== null
        ? { class: failed.class, message: failed.message }
        : notFound !== null
          ? { class: 'extract', message: notFound }
          : null
    return { failure, missing: notFound !== null, view }
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    return { failure: { class: error.class, message: error.message }, missing: extractions.count > 0, view: null }
  }
}
