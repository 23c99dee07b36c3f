/** A chart of lanes as a table: one row a step, all series, whether they are shown or not. */
import { unitName } from '../axis/axisText.ts'
import type { Cell } from '../csv.ts'
import { NO_DATA, STATE_WORDS } from './lane.ts'
import { stepColumns } from './laneAxis.ts'
import type { LaneChart } from './laneChart.ts'
import type { ChartTable } from '../frame/frameContent.ts'

export function laneTable(chart: LaneChart): ChartTable {
  const { t, lanes } = chart
  const step = stepColumns(chart)
  const columns = lanes.flatMap((lane): { title: string; cell: (index: number) => Cell }[] =>
    lane.kind === 'strip'
      ? [{ title: lane.title, cell: (index: number) => STATE_WORDS[lane.states[index] ?? NO_DATA] ?? null }]
      : lane.series.flatMap(({ name, values, range, unit }) => {
          const words = unitName(unit ?? lane.unit)
          const columnOf = (of: string, column: Float64Array) => ({
            title: `${lane.title}: ${of}${words === '' ? '' : ` (${words})`}`,
            cell: (index: number) => column[index] ?? null,
          })
          return [
            columnOf(name, values),
            ...(range === undefined
              ? []
              : [columnOf(`${name}, least`, range.low), columnOf(`${name}, most`, range.high)]),
          ]
        }),
  )
  return {
    columns: [...step.titles, ...columns.map(({ title }) => title)],
    rows: () => Array.from(t, (second, index) => [...step.cells(second), ...columns.map(({ cell }) => cell(index))]),
  }
}
