/** Whether a kept request opened a connection, took one that was there, or never had any: nobody answered where it wanted to connect. */
import type { ReportExemplar } from '../../../../core/report/report.ts'

export type ConnectionUse = 'new' | 'reused' | 'none'

export function connectionUse({
  newConnection,
  response,
  phasesMs,
}: Pick<ReportExemplar, 'newConnection' | 'response' | 'phasesMs'>): ConnectionUse {
  if (newConnection) return 'new'
  const { blocked, send, wait, receive } = phasesMs
  // All it did was to wait for one.
  return response === null && blocked > 0 && send + wait + receive === 0 ? 'none' : 'reused'
}

const TEXTS: Record<ConnectionUse, string> = {
  new: 'new connection',
  reused: 'reused connection',
  none: 'no connection',
}

export function connectionText(exemplar: Parameters<typeof connectionUse>[0]): string {
  return TEXTS[connectionUse(exemplar)]
}
