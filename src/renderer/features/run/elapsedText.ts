/** A time since the start of a run, as somebody types it. */

const SECONDS = /^(\d{1,9})\s*s?$/
const CLOCK = /^(?:(\d{1,4}):)?(\d{1,5}):([0-5]\d)$/

/** `5:00`, `1:02:05`, `300`, `300 s` in whole seconds; null: no such time. */
export function readElapsed(text: string): number | null {
  const trimmed = text.trim()
  const [, seconds] = SECONDS.exec(trimmed) ?? []
  if (seconds !== undefined) return Number(seconds)
  const [, hours, minutes, rest] = CLOCK.exec(trimmed) ?? []
  if (minutes === undefined || rest === undefined) return null
  if (hours !== undefined && Number(minutes) > 59) return null
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(rest)
}
