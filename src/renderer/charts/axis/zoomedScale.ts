/** A part of an axis of values, as it was dragged or halved: its ends are round, so that they can be said. */
import { valueAt, type Scale } from './scale.ts'
import { tickText, type Unit } from './axisText.ts'

/** Ends nearer to each other than this, as a part of the upper one, say nothing more. */
const LEAST_SPAN = 0.01

/** The part of a scale between two fractions of its length, in either order; the scale itself where that is too little to be an axis. */
export function zoomedScale(scale: Scale, aFraction: number, bFraction: number): Scale {
  const clamped = [aFraction, bFraction].map((fraction) => Math.min(1, Math.max(0, fraction)))
  const [from, to] = [valueAt(scale, Math.min(...clamped)), valueAt(scale, Math.max(...clamped))]
  const [min, max] = [rounded(scale, from, to - from), rounded(scale, to, to - from)]
  const isAxis = max - min > LEAST_SPAN * Math.abs(max) && (scale.kind === 'linear' || min > 0)
  return isAxis ? { kind: scale.kind, min, max } : scale
}

/** Linear: hundredths of the span. Logarithmic: three digits, whatever the decade. */
function rounded({ kind }: Scale, value: number, span: number): number {
  if (kind === 'log') return Number(value.toPrecision(3))
  const exponent = Math.floor(Math.log10(span)) - 2
  return Number.isFinite(exponent) ? Number(`${Math.round(Number(`${value}e${-exponent}`))}e${exponent}`) : value
}

/** `20 ms–1 s`. */
export function scaleText({ min, max }: Scale, unit: Unit): string {
  return `${tickText(unit, min)}–${tickText(unit, max)}`
}
