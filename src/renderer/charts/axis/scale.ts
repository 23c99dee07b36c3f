/**
 * Axes of values. Logarithms are taken here and not by ECharts: an axis is always linear to it, so that extents, pixels and
 * ticks are ours alone, and what cannot be drawn on a log axis becomes a gap.
 */

export interface Scale {
  readonly kind: 'linear' | 'log'
  /** In the unit of the values; on a log scale above 0. */
  readonly min: number
  readonly max: number
}

/** The value as ECharts gets it: log10 on a log scale. NaN where there is no place for it (a log of 0). */
export function onAxis(scale: Scale, value: number): number {
  if (scale.kind === 'linear') return value
  return value > 0 ? Math.log10(value) : Number.NaN
}

/** Back from the axis to the value. */
export function fromAxis(scale: Scale, position: number): number {
  return scale.kind === 'linear' ? position : 10 ** position
}

/** Where a value lies between the ends: 0 at `min`, 1 at `max`, beyond outside; NaN where there is no place for it. */
export function fractionOf(scale: Scale, value: number): number {
  const [low, high] = [onAxis(scale, scale.min), onAxis(scale, scale.max)]
  return high > low ? (onAxis(scale, value) - low) / (high - low) : Number.NaN
}

/** The value at a fraction between the ends. */
export function valueAt(scale: Scale, fraction: number): number {
  const [low, high] = [onAxis(scale, scale.min), onAxis(scale, scale.max)]
  return fromAxis(scale, low + (high - low) * fraction)
}

/** Smallest and largest finite value of several columns, of the positive ones only when asked; null when there is none. */
export function extentOf(
  columns: Iterable<ArrayLike<number>>,
  positiveOnly = false,
): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const column of columns) {
    for (let index = 0; index < column.length; index++) {
      const value = column[index] ?? Number.NaN
      if (!Number.isFinite(value) || (positiveOnly && value <= 0)) continue
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  return min <= max ? { min, max } : null
}
