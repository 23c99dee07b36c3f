/** A heatmap as a table: one row for each column of it, latencies as the columns. */
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import { tableMoment } from '../axis/timeText.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import { rangeText } from './heatCell.ts'

export function heatTable(heatmap: HeatmapView, clockFromUnixMs: number | null): ChartTable {
  const { columns, rows, counts, failed, edgesMs, window, stepS } = heatmap
  // Rows that nothing is in say nothing.
  const filled = Array.from({ length: rows }, (_, row) => row).filter((row) => {
    for (let column = 0; column < columns; column++) if ((counts[column * rows + row] ?? 0) > 0) return true
    return false
  })
  return {
    columns: [
      clockFromUnixMs === null ? 'Time' : 'Time (UTC)',
      'Second',
      'Failed',
      ...filled.map((row) => rangeText(edgesMs[row] ?? 0, edgesMs[row + 1] ?? 0)),
    ],
    rows: () =>
      Array.from({ length: columns }, (_, column) => {
        const second = window.fromS + column * stepS
        const cells = filled.map((row) => counts[column * rows + row] ?? 0)
        return [tableMoment(second, clockFromUnixMs), second, failed[column] ?? 0, ...cells]
      }),
  }
}
