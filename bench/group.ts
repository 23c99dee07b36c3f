/** A group of rows that are measured together; `--only NAME` runs it alone. */
import type { Row } from './row.ts'

export interface Effort {
  /** Everything shorter, for a first look: fewer rounds, wider intervals. */
  quick: boolean
  /** How long the growth of memory is watched. */
  memoryMinutes: number
  /** What is going on, for whoever waits. */
  log: (line: string) => void
}

export interface Group {
  name: string
  /** What was done, for whoever wants to know how the figures came about. One line. */
  method: string
  measure: (effort: Effort) => Promise<Row[]>
}
