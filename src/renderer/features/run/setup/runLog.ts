/** What happened in a run, by time: its beginning and end, how it was steered, what people marked. */
import type { RunView } from '../../../../contract/methods/analysis.ts'
import { unusualEnd } from '../../../../core/report/words.ts'

export interface LogEntry {
  atMs: number
  kind: 'run' | 'steered' | 'mark'
  /** From where; null: it happened by itself. */
  by: string | null
  text: string
}

export function runLog({ run, annotations, warmUpMs, endS }: RunView): LogEntry[] {
  const own = (atMs: number, text: string): LogEntry => ({ atMs, kind: 'run', by: null, text })
  const entries: LogEntry[] = [
    own(0, 'The load began.'),
    ...(warmUpMs > 0 && warmUpMs <= endS * 1000 ? [own(warmUpMs, 'The warm-up was over.')] : []),
    ...run.steering.map(({ atMs, by, what }): LogEntry => ({ atMs, kind: 'steered', by, text: what })),
    ...annotations.map(({ atMs, by, text }): LogEntry => ({ atMs, kind: 'mark', by, text })),
  ]
  if (run.status !== 'running') entries.push(own(run.durationMs, unusualEnd(run.status) ?? 'The run ended as planned.'))
  // Of the same moment in the order above.
  return entries.toSorted((one, other) => one.atMs - other.atMs)
}
