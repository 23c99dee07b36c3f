/** Requests on the axis of a waterfall: each from where it was to begin. */
import type { ReportExemplar } from '../../../../core/report/report.ts'
import { formatDuration } from '../../../../core/units/duration.ts'
import { formatElapsed } from '../../../ui/format.ts'
import { slowRows, type SlowRow } from './slowRows.ts'

export interface WaterfallRow extends SlowRow {
  /** Where its intended start lies on the axis, ms. */
  fromMs: number
  /** When it began, in words. */
  at: string
}

/** All from 0 on, to compare how long they took. */
export function alignedRows(rows: readonly SlowRow[]): WaterfallRow[] {
  return rows.map((row) => ({ ...row, fromMs: 0, at: formatElapsed(row.exemplar.startMs) }))
}

/** By time, from the intended start of the first of them on: what was before it is not known. */
export function rowsInTime(exemplars: readonly ReportExemplar[]): WaterfallRow[] {
  const rows = slowRows(exemplars).toSorted(
    (one, other) => one.exemplar.startMs - other.exemplar.startMs || one.exemplar.latencyMs - other.exemplar.latencyMs,
  )
  const firstMs = rows[0]?.exemplar.startMs ?? 0
  return rows.map((row) => {
    const fromMs = row.exemplar.startMs - firstMs
    return { ...row, fromMs, at: fromMs === 0 ? '0' : `+${formatDuration(fromMs)}` }
  })
}
