/** A load that somebody typed. */
import { parseNumber } from '../../../core/units/number.ts'

export type LoadUnit = 'users' | 'perS'

/** Above it is no number that anyone means; as the contract has it. */
const MOST = 1_000_000

/** Null: no number of users (whole) or per second that could be set. */
export function readLoad(text: string, unit: LoadUnit): number | null {
  const parsed = parseNumber(text.trim())
  if (!parsed.ok || parsed.value < 0 || parsed.value > MOST) return null
  return unit === 'users' && !Number.isInteger(parsed.value) ? null : parsed.value
}
