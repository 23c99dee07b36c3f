/** Texts on axes and in readings, by unit. */
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount, formatShortCount, formatSignificant, NOT_APPLICABLE } from '../../../core/units/number.ts'
import { formatShare } from '../../../core/units/percent.ts'
import { formatRate } from '../../../core/units/rate.ts'
import { formatBytes } from '../../../core/units/size.ts'

/** `percent`: of a share. `percentOfCore`: processor time, which passes 100 % on several cores and is no share. */
export type Unit = 'ms' | 'perS' | 'percent' | 'percentOfCore' | 'bytes' | 'bytesPerS' | 'count'

/** At a tick: short, no zeros that say nothing (`100 ms`, `1 s`, `1.5 k`). */
export function tickText(unit: Unit, value: number): string {
  switch (unit) {
    case 'ms':
      return shortDuration(value)
    case 'percent':
    case 'percentOfCore':
      return `${trimmed(value)} %`
    case 'bytes':
      return withoutZeros(formatBytes(value))
    case 'bytesPerS':
      return `${withoutZeros(formatBytes(value))}/s`
    case 'perS':
    case 'count':
      return Math.abs(value) >= 1000 ? formatShortCount(value) : trimmed(value)
    default:
      return unknownUnit(unit)
  }
}

/** A measured value with its unit, as everywhere: three significant digits, of shares two decimals; `–` for nothing. */
export function valueText(unit: Unit, value: number): string {
  if (!Number.isFinite(value)) return NOT_APPLICABLE
  switch (unit) {
    case 'ms':
      return formatDuration(value)
    case 'percent':
      return formatShare(value / 100, value > 0)
    case 'percentOfCore':
      return `${formatSignificant(value)} %`
    case 'bytes':
      return formatBytes(value)
    case 'bytesPerS':
      return `${formatBytes(value)}/s`
    case 'perS':
      return formatRate(value, '/s')
    case 'count':
      return Number.isInteger(value) ? formatCount(value) : formatSignificant(value)
    default:
      return unknownUnit(unit)
  }
}

/** What a lane's title says of its unit. */
export function unitName(unit: Unit): string {
  switch (unit) {
    case 'ms':
      return 'ms'
    case 'percent':
    case 'percentOfCore':
      return '%'
    case 'bytes':
      return 'bytes'
    case 'bytesPerS':
      return 'bytes per second'
    case 'perS':
      return 'per second'
    case 'count':
      return ''
    default:
      return unknownUnit(unit)
  }
}

function shortDuration(ms: number): string {
  if (ms === 0) return '0'
  if (ms < 1) return `${trimmed(ms * 1000)} µs`
  if (ms < 1000) return `${trimmed(ms)} ms`
  return ms < 120_000 ? `${trimmed(ms / 1000)} s` : `${trimmed(ms / 60_000)} min`
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−')
}

/** `1.50 MB` as `1.5 MB`, `200.0 MB` as `200 MB`. */
function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?= )/, '$1').replace(/\.(?= )/, '')
}

function unknownUnit(unit: never): never {
  throw new TypeError(`Unknown unit ${String(unit)}`)
}
