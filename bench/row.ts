/** One line of what `npm run bench` finds out: a figure, how sure it is, what it has to be. */
import type { Estimate } from './statistics.ts'

/** How a figure is written. `ratio` is a plain number, `perCpuSecond` counts requests or messages. */
export type Unit = 'ratio' | 'perCpuSecond' | 'perSecond' | 'KB' | 'MB' | 'MB/h' | 'ms' | 'ns' | 'percent' | 'count'

export type Target = { atLeast: number } | { atMost: number }

export interface Row {
  /** Unique and stable: other files ask for rows by it. */
  id: string
  what: string
  unit: Unit
  /** Null: it could not be measured here, and `note` says why. */
  value: number | null
  /** Holds the true value with `confidence`; null where a figure is a single one (a size, a worst case). */
  interval: { low: number; high: number; confidence: number } | null
  /** Rounds, pairs or points that it rests on. */
  count: number
  /** Null: context, nothing to reach. */
  target: Target | null
  /** Whether `value` is as good as `target` says; null without either. */
  reached: boolean | null
  /** The whole interval says the same; without an interval as `reached` is known. */
  certain: boolean
  /** What else a reader has to know. */
  note: string | null
}

export interface RowText {
  id: string
  what: string
  unit: Unit
  target?: Target
  note?: string | undefined
}

export function rowOf(text: RowText, estimate: Estimate): Row {
  const { value, low, high, confidence, count } = estimate
  // One round or two say nothing about how sure they are.
  return judged({ ...text, value, interval: count > 2 ? { low, high, confidence } : null, count })
}

/** A figure without an interval. */
export function plainRow(text: RowText, value: number, count = 1): Row {
  return judged({ ...text, value, interval: null, count })
}

/** @param why a plain sentence */
export function unmeasuredRow(text: RowText, why: string): Row {
  return judged({ ...text, note: why, value: null, interval: null, count: 0 })
}

function judged(row: RowText & Pick<Row, 'value' | 'interval' | 'count'>): Row {
  const { value, interval, target = null } = row
  const reached = value === null || target === null ? null : meets(value, target)
  const certain =
    reached === null ||
    interval === null ||
    target === null ||
    (meets(interval.low, target) === reached && meets(interval.high, target) === reached)
  return { ...row, target, reached, certain, note: row.note ?? null }
}

function meets(value: number, target: Target): boolean {
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost
}
