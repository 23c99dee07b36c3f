/**
 * Numbers as the screen shows them. The words are those of core/units, which the terminal and the reports use too; here null stands for
 * "not measured" as NaN does, and is never shown as zero.
 */
import { formatDuration } from '../../core/units/duration.ts'
import { NOT_APPLICABLE, formatCount as countText, formatShortCount } from '../../core/units/number.ts'
import { formatShare as shareText } from '../../core/units/percent.ts'
import { formatRate as rateText } from '../../core/units/rate.ts'
import { formatBytes as bytesText } from '../../core/units/size.ts'

type Measured = number | null | undefined

/** `842 ms`, `1.24 s`, `2:05 min`. */
export function formatMs(durationMs: Measured): string {
  return formatDuration(durationMs ?? NaN)
}

/** `214,880`. */
export function formatCount(count: Measured): string {
  return countText(count ?? NaN)
}

/** `215 k`: for tiles and axes. */
export function formatShort(count: Measured): string {
  return formatShortCount(count ?? NaN)
}

/** `1,204 req/s`; with an empty unit the number alone. */
export function formatRate(perS: Measured, unit = 'req/s'): string {
  return rateText(perS ?? NaN, unit)
}

/**
 * A share of failures: `0.42 %`, never `0.00 %` when something failed.
 *
 * @param share 0..1
 * @param failures how many failed, or whether any did
 */
export function formatShare(share: Measured, failures: number | boolean = false): string {
  return shareText(share ?? NaN, Number(failures) > 0)
}

/** `64.0 kB`. */
export function formatBytes(bytes: Measured): string {
  return bytesText(bytes ?? NaN)
}

/** Time since a start: `12:31`, `1:02:05`; whole seconds that have passed. Negative before the start. */
export function formatElapsed(elapsedMs: Measured): string {
  if (elapsedMs === null || elapsedMs === undefined || !Number.isFinite(elapsedMs)) return NOT_APPLICABLE
  const seconds = Math.trunc(Math.abs(elapsedMs) / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const sign = elapsedMs < 0 && seconds > 0 ? '−' : ''
  return hours === 0
    ? `${sign}${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
    : `${sign}${hours}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
}

/** How long a run was: as `formatElapsed`, and what was less than a second in milliseconds, not as nothing. */
export function formatRunLength(lengthMs: Measured): string {
  return typeof lengthMs === 'number' && lengthMs > 0 && lengthMs < 1000 ? formatMs(lengthMs) : formatElapsed(lengthMs)
}

/** Local time of day, `14:05:09`; with the day where it is asked for: `2026-11-28 14:05`. */
export function formatClock(unixMs: Measured, form: 'time' | 'dateTime' = 'time'): string {
  const at = new Date(unixMs ?? NaN)
  if (Number.isNaN(at.getTime())) return NOT_APPLICABLE
  const time = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`
  if (form === 'time') return `${time}:${twoDigits(at.getSeconds())}`
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}`
}

const AGES = [
  { unitMs: 60_000, below: 60, name: 'min' },
  { unitMs: 3_600_000, below: 24, name: 'h' },
  { unitMs: 86_400_000, below: 14, name: 'd' },
] as const

/** How long ago: `just now`, `5 min ago`, `3 h ago`, `6 d ago`, then the date. */
export function formatAge(unixMs: Measured, nowMs: number): string {
  const ageMs = nowMs - (unixMs ?? NaN)
  if (!Number.isFinite(ageMs)) return NOT_APPLICABLE
  // Clocks of two machines differ: a little in the future is now.
  if (ageMs < 60_000) return ageMs > -60_000 ? 'just now' : formatClock(unixMs, 'dateTime')
  for (const { unitMs, below, name } of AGES) {
    const count = Math.floor(ageMs / unitMs)
    if (count < below) return `${count} ${name} ago`
  }
  return formatClock(unixMs, 'dateTime').slice(0, 10)
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
