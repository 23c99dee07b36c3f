/** A column of a chart with nothing in it yet. */
export function gaps(length: number): Float64Array {
  return new Float64Array(length).fill(NaN)
}
