/** A kept wait for a message, of a WebSocket or a stream of events: what was sent, what came meanwhile, and the answer. */
import type { ReportExemplar } from '../../../../core/report/report.ts'
import { formatCount, formatMs } from '../../../ui/format.ts'

export interface MessageMark {
  kind: 'sent' | 'other' | 'answer'
  /** Since the start, ms. */
  atMs: number
}

/** A send with its answer, or a wait alone; everything else is a request of HTTP, the upgrade to a WebSocket too. */
export function isConversation({ request }: Pick<ReportExemplar, 'request'>): boolean {
  return request.method === 'SEND' || request.method === 'WAIT'
}

export function isUpgrade({ request }: Pick<ReportExemplar, 'request'>): boolean {
  return request.method === 'GET' && /^wss?:/i.test(request.url)
}

/** By time. The answer is there also where a value was missing in it. */
export function messageMarks({ request, response, latencyMs, otherMessages }: ReportExemplar): MessageMark[] {
  return [
    ...(request.method === 'SEND' ? [{ kind: 'sent' as const, atMs: 0 }] : []),
    ...(otherMessages?.afterMs ?? []).map((atMs): MessageMark => ({ kind: 'other', atMs })),
    ...(response === null ? [] : [{ kind: 'answer' as const, atMs: latencyMs }]),
  ]
}

/** `sent, answered after 41.0 ms` and `3 other messages meanwhile, from 3.00 ms to 12.0 ms on`. */
export function conversationLines(exemplar: ReportExemplar): string[] {
  const others = othersText(exemplar)
  return others === null ? [answerText(exemplar)] : [answerText(exemplar), others]
}

function answerText({ request, response, latencyMs }: ReportExemplar): string {
  const took = formatMs(latencyMs)
  if (request.method === 'SEND')
    return response === null ? `sent, no answer in ${took}` : `sent, answered after ${took}`
  return response === null ? `waited ${took} for a message that did not come` : `waited ${took} for a message`
}

/** Null where nobody wrote it down: runs of older versions. */
function othersText({ otherMessages }: ReportExemplar): string | null {
  if (otherMessages === undefined) return null
  const { count, afterMs } = otherMessages
  const [first] = afterMs
  const last = afterMs.at(-1)
  if (first === undefined || last === undefined) return 'no other message meanwhile'
  if (count === 1) return `1 other message meanwhile, after ${formatMs(first)}`
  const which = count > afterMs.length ? `, the first ${formatCount(afterMs.length)}` : ''
  return `${formatCount(count)} other messages meanwhile${which} after ${formatMs(first)} to ${formatMs(last)}`
}
