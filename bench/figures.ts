/** How figures of rows are written, in the terminal and in documents. */
import type { Row, Target, Unit } from './row.ts'

export function figure(value: number, unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return significant(value)
    case 'perCpuSecond':
    case 'perSecond':
    case 'count':
      return value >= 1000 ? `${significant(value / 1000)} k` : significant(value)
    case 'percent':
      return `${significant(value)} %`
    default:
      return `${significant(value)} ${unit}`
  }
}

/** `35.2 k (24.9 k … 36.3 k)`, or why there is none. */
export function measuredText(row: Row): string {
  if (row.value === null) return `not measured: ${row.note ?? ''}`
  const value = figure(row.value, row.unit)
  return row.interval === null
    ? value
    : `${value} (${figure(row.interval.low, row.unit)} … ${figure(row.interval.high, row.unit)})`
}

export function targetText(target: Target | null, unit: Unit): string {
  if (target === null) return ''
  return 'atLeast' in target ? `≥ ${figure(target.atLeast, unit)}` : `≤ ${figure(target.atMost, unit)}`
}

export function reachedText({ reached, certain }: Row): string {
  if (reached === null) return ''
  const word = reached ? 'yes' : 'no'
  return certain ? word : `${word}, within the noise`
}

/** Three digits that count; whole numbers from 100 on. */
function significant(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || value === 0) return String(Math.round(value))
  return String(Number(value.toPrecision(size >= 10 ? 3 : size >= 0.1 ? 3 : 2)))
}
