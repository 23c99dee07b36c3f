/** Symmetric positive matrices of a few rows, as normal equations have them. */

/** The inverse, by Gauss and Jordan after its diagonal was made 1: parameters differ by powers of ten. Null: it has none. */
export function inverseOf(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length
  const root = matrix.map((row, at) => Math.sqrt(row[at]!))
  const rows = matrix.map((row, a) => [
    ...row.map((value, b) => value / root[a]! / root[b]!),
    ...row.map((_, b) => (a === b ? 1 : 0)),
  ])
  for (let pivot = 0; pivot < size; pivot++) {
    const lead = rows[pivot]![pivot]!
    if (!(Math.abs(lead) > 1e-13)) return null
    for (let column = 0; column < 2 * size; column++) rows[pivot]![column]! /= lead
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue
      const factor = rows[row]![pivot]!
      for (let column = 0; column < 2 * size; column++) rows[row]![column]! -= factor * rows[pivot]![column]!
    }
  }
  return rows.map((row, a) => row.slice(size).map((value, b) => value / root[a]! / root[b]!))
}

export function multiplied(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, each, at) => sum + each * vector[at]!, 0))
}
