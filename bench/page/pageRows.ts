/** Rows about what was seen inside a page. */
import { plainRow, unmeasuredRow, type Row, type RowText } from '../row.ts'
import { medianEstimate, quantile } from '../statistics.ts'
import type { LongTasks, Traffic } from './probe.ts'

export function hoverRow(text: RowText, movesMs: number[]): Row {
  if (movesMs.length === 0) return unmeasuredRow(text, 'no move was painted')
  const [middle, worst] = [medianEstimate(movesMs).value, Math.max(...movesMs)].map(Math.round)
  return plainRow(
    { ...text, note: `median ${middle} ms, slowest ${worst} ms` },
    quantile(movesMs, 0.99),
    movesMs.length,
  )
}

/** The browser tells of those above 50 ms only. */
export function longTaskRow(id: string, what: string, { count, longestMs }: LongTasks): Row {
  const note = longestMs === null ? undefined : `longest ${Math.round(longestMs)} ms`
  return plainRow({ id, what, unit: 'count', target: { atMost: 0 }, note }, count)
}

/** @param what is not looked at: it may cost nothing */
export function hiddenRows(id: string, what: string, seconds: number, { asked, received, frames }: Traffic): Row[] {
  const text = { unit: 'count', target: { atMost: 0 } } as const
  return [
    plainRow({ id: `${id}.messages`, what: `${what}: messages in ${seconds} s`, ...text }, asked + received),
    plainRow({ id: `${id}.frames`, what: `${what}: frames asked for in ${seconds} s`, ...text }, frames),
  ]
}
