/** No more columns than pixels: of those that would fall on one, the cells that differ most. */
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'

export function heatOfColumns(heat: TrendHeatView, most: number): TrendHeatView {
  const columns = Math.min(heat.columns, Math.max(1, Math.floor(most)))
  if (columns === heat.columns) return heat
  const cells = heat.rows.length * columns
  const firsts = Uint32Array.from({ length: columns + 1 }, (_, column) => Math.floor((column * heat.columns) / columns))
  const merged = {
    ...heat,
    columns,
    edges: firsts.map((first) => heat.edges[first]!),
    differences: new Float32Array(cells),
    values: new Float32Array(cells),
    levels: new Float32Array(cells),
    builds: new Int32Array(cells),
  }
  for (let row = 0; row < heat.rows.length; row++) {
    for (let column = 0; column < columns; column++) {
      const from = mostDifferent(heat, row, firsts[column]!, firsts[column + 1]!)
      const to = row * columns + column
      merged.differences[to] = heat.differences[from]!
      merged.values[to] = heat.values[from]!
      merged.levels[to] = heat.levels[from]!
      merged.builds[to] = heat.builds[from]!
    }
  }
  return merged
}

/** Cell of the row within [from, to); where none has anything before it, one that was measured. */
function mostDifferent({ columns, differences, values }: TrendHeatView, row: number, from: number, to: number): number {
  let best = row * columns + from
  for (let cell = best + 1; cell < row * columns + to; cell++) {
    const [own, other] = [Math.abs(differences[cell]!), Math.abs(differences[best]!)]
    const isMore = Number.isNaN(other)
      ? !Number.isNaN(own) || (Number.isNaN(values[best]) && !Number.isNaN(values[cell]))
      : own > other
    if (isMore) best = cell
  }
  return best
}
