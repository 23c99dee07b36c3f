/** Moments and steps of a run in words: since its start, or by the clock of the reader's place. */
import { formatClock, formatElapsed } from '../../ui/format.ts'

/** @param clockFromUnixMs when the run began, to tell the time of day; null for the time since then */
export function momentText(seconds: number, clockFromUnixMs: number | null): string {
  return clockFromUnixMs === null ? formatElapsed(seconds * 1000) : formatClock(clockFromUnixMs + seconds * 1000)
}

/** `06:20–06:25`; a step of one second is its begin. */
export function stepText(fromS: number, stepS: number, clockFromUnixMs: number | null): string {
  const from = momentText(fromS, clockFromUnixMs)
  return stepS <= 1 ? from : `${from}–${momentText(fromS + stepS, clockFromUnixMs)}`
}

/** What one point of a chart is: `1 point = 5 s`. */
export function pointText(stepS: number): string {
  if (stepS >= 3600 && stepS % 3600 === 0) return `1 point = ${stepS / 3600} h`
  if (stepS >= 60 && stepS % 60 === 0) return `1 point = ${stepS / 60} min`
  return `1 point = ${stepS} s`
}

/** In tables and files: the same everywhere, whoever reads them. */
export function tableMoment(seconds: number, clockFromUnixMs: number | null): string {
  if (clockFromUnixMs === null) return formatElapsed(seconds * 1000)
  const at = new Date(clockFromUnixMs + seconds * 1000)
  return Number.isNaN(at.getTime()) ? '–' : at.toISOString().replace('.000Z', 'Z')
}
