/** How a debugged iteration went: one sentence, and the code the command ends with. */
import type { Exchange } from '../../contract/engineMessages.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { nothingMeasured } from '../../core/criteria/targetReached.ts'
import { formatDuration } from '../../core/units/duration.ts'

export interface DebugOutcome {
  requests: number
  messagesSent: number
  messagesReceived: number
  /** Exchanges that failed, and what failed beside them. */
  failures: number
  checksPassed: number
  checksFailed: number
  /** From the start to the end of the last exchange. */
  durationMs: number
  exitCode: number
  sentence: string
}

/** @param stoppedBy the signal that ended it before its end */
export function debugOutcome(
  exchanges: readonly Exchange[],
  target: string,
  stoppedBy: 'sigint' | 'sigterm' | null,
): DebugOutcome {
  const requests = exchanges.filter(({ kind }) => kind === 'http' || kind === 'socketOpen')
  const failed = exchanges.filter(({ error }) => error !== null)
  const checks = exchanges.flatMap((exchange) => exchange.checks)
  const counts = {
    requests: requests.length,
    messagesSent: exchanges.filter(({ kind }) => kind === 'sent').length,
    messagesReceived: exchanges.filter(({ kind }) => kind === 'received').length,
    failures: failed.length,
    checksPassed: checks.filter(({ passed }) => passed).length,
    checksFailed: checks.filter(({ passed }) => !passed).length,
    durationMs: Math.max(0, ...exchanges.map(({ startMs, durationUs }) => startMs + durationUs / 1000)),
  }
  if (stoppedBy !== null) {
    return {
      ...counts,
      exitCode: EXIT_CODES[stoppedBy],
      sentence: `Stopped by ${stoppedBy.toUpperCase()}. ${summary(counts)}`,
    }
  }
  if (exchanges.length > 0 && failed.length > 0) {
    const errors = failed.flatMap(({ error }) => (error && error.class !== 'setup' ? [{ ...error, count: 1 }] : []))
    const failedRequests = requests.filter(({ error }) => error !== null).length
    const unreached = requests.length === 0 ? null : nothingMeasured(target, requests.length, failedRequests, errors)
    if (unreached !== null) return { ...counts, exitCode: EXIT_CODES.nothingMeasured, sentence: unreached }
    const [first] = failed
    const others = failed.length - 1
    const more = others === 0 ? '' : ` (and ${others} more)`
    const sentence = `Step ${first!.step} failed${more}: ${withStop(first!.error!.message)} ${summary(counts)}`
    return { ...counts, exitCode: EXIT_CODES.overMaximum, sentence }
  }
  return { ...counts, exitCode: EXIT_CODES.ok, sentence: summary(counts) }
}

type Counts = Omit<DebugOutcome, 'exitCode' | 'sentence'>

function summary({ requests, messagesSent, messagesReceived, checksPassed, checksFailed, durationMs }: Counts): string {
  const parts = [amount(requests, 'request')]
  if (messagesSent + messagesReceived > 0) {
    parts.push(`${amount(messagesSent, 'message')} sent`, `${amount(messagesReceived, 'message')} received`)
  }
  const checks = checksPassed + checksFailed
  if (checks > 0) parts.push(`${checksPassed} of ${amount(checks, 'check')} passed`)
  return `${parts.join(', ')}; the last ended after ${formatDuration(durationMs)}.`
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
