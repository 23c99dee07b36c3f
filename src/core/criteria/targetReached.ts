/** Whether a run measured anything at all: a target that never answered is neither passed nor failed criteria. */
import type { ErrorClass, ErrorCount } from '../recording/second.ts'
import { formatCount } from '../units/number.ts'

/** Errors that come before any answer of the target. */
const BEFORE_ANY_ANSWER: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['connection', 'dns', 'tls'])

/** No requests: a user ends since it could not log in, a loop since what it waits for never comes. Requests before failed first. */
const CONSEQUENCES: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['setup', 'gaveUp', 'script'])

/**
 * The sentence for `VerdictFacts.nothingMeasured`; null when something was measured.
 * @param requests of the whole run, warm-up included, successful or not.
 * @param errors of the whole run.
 */
export function nothingMeasured(
  target: string,
  requests: number,
  failures: number,
  errors: readonly Pick<ErrorCount, 'class' | 'message' | 'count'>[],
): string | null {
  if (requests === 0 && !errors.some((error) => BEFORE_ANY_ANSWER.has(error.class))) {
    const cutOff = sumOf(errors.filter((error) => error.class === 'interrupted'))
    if (cutOff > 0) return `Nothing was measured: ${unanswered(cutOff)} before the run was cut off.`
    const [first] = errors.toSorted((a, b) => b.count - a.count)
    return `Nothing was measured: the run made no request${first === undefined ? '' : `; ${first.message.replace(/\.$/, '')}`}.`
  }
  if (requests > failures || errors.length === 0) return null
  const causes = errors.filter((error) => !CONSEQUENCES.has(error.class))
  if (causes.length === 0 || !causes.every((error) => BEFORE_ANY_ANSWER.has(error.class))) return null
  const most = causes.reduce((a, b) => (b.count > a.count ? b : a))
  const tries = Math.max(requests, sumOf(causes))
  const attempts = tries === 1 ? 'the only attempt' : `all ${formatCount(tries)} attempts`
  return `${target} could not be reached; ${attempts} failed: ${most.message.replace(/\.$/, '')}.`
}

function sumOf(errors: readonly Pick<ErrorCount, 'count'>[]): number {
  return errors.reduce((sum, { count }) => sum + count, 0)
}

function unanswered(count: number): string {
  return count === 1 ? 'the one request was not answered' : `none of ${formatCount(count)} requests was answered`
}
