/** How far one duration is from another: `+135 ms (3.2×)`. */
import { formatDuration } from '../../../core/units/duration.ts'
import { formatSignificant } from '../../../core/units/number.ts'

/** Without the ratio where there is none, because it begins at nothing. */
export function changeText(fromMs: number, toMs: number): string {
  const byMs = toMs - fromMs
  const sign = byMs < 0 ? '−' : '+'
  const ratio = fromMs > 0 ? ` (${formatSignificant(toMs / fromMs)}×)` : ''
  return byMs === 0 ? 'the same' : `${sign}${formatDuration(Math.abs(byMs))}${ratio}`
}
