/** A line of the list as charts take it: a gap is NaN there. */
export function lineValues(line: readonly (number | null)[]): Float64Array {
  return Float64Array.from(line, (value) => value ?? NaN)
}
