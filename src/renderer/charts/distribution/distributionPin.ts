/** What a pinned bar holds, and how many requests lie between it and the bar that is read. */
import { formatCount } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { rangeText } from '../heat/heatCell.ts'
import type { Bars } from './distributionParts.ts'

/** `Pin 9–10 ms: 512; 9–118 ms: 2,040 requests (41.3 %)`: both bars are counted. @param read null: none */
export function distributionPinText(bars: Bars, pinned: number, read: number | null): string {
  const pin = bars[pinned]
  if (pin === undefined) return ''
  const text = `Pin ${rangeText(pin.fromMs, pin.toMs)}: ${formatCount(pin.count)}`
  if (read === null || read === pinned || bars[read] === undefined) return text
  const between = bars.slice(Math.min(read, pinned), Math.max(read, pinned) + 1)
  const count = between.reduce((sum, bar) => sum + bar.count, 0)
  const total = bars.reduce((sum, bar) => sum + bar.count, 0)
  const range = rangeText(between[0]?.fromMs ?? 0, between.at(-1)?.toMs ?? 0)
  return `${text}; ${range}: ${formatCount(count)} requests${total > 0 ? ` (${formatShare(count / total, count > 0)})` : ''}`
}
