// What people did to a run while it went on, in one list: changes of its load, and marks.
import type { RunReport } from '../../core/report/report.ts'

export interface ReportEvent {
  kind: 'steering' | 'mark'
  atMs: number
  by: string
  what: string
}

/** Changes and marks together, by time. */
export function eventsOf({ run, annotations }: RunReport): ReportEvent[] {
  const steering = run.steering.map(({ atMs, by, what }): ReportEvent => ({ kind: 'steering', atMs, by, what }))
  const marks = annotations.map(({ atMs, by, text }): ReportEvent => ({ kind: 'mark', atMs, by, what: text }))
  return [...steering, ...marks].toSorted((one, other) => one.atMs - other.atMs)
}
