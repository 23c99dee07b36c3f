/** How high a table is that stands between other things: as its rows need, up to a number of them. */
export function tableHeight(rows: number, mostRows: number): string {
  const FEWEST_ROWS = 4
  const HEAD_AND_EDGE = '34px'
  return `calc(${Math.min(mostRows, Math.max(FEWEST_ROWS, rows))} * var(--row) + ${HEAD_AND_EDGE})`
}
