/** A chart of lanes as a table: one row a step, all series, whether they are shown or not. */
import { unitName } from '../axis/axisText.ts'
import { tableMoment } from '../axis/timeText.ts'
import type { Cell } from '../csv.ts'
import { NO_DATA, STATE_WORDS } from './lane.ts'
import type { LaneChart } from './laneChart.ts'
import type { ChartTable } from '../frame/frameContent.ts'

export function laneTable({ t, lanes, clockFromUnixMs }: LaneChart): ChartTable {
  const columns = lanes.flatMap((lane): { title: string; cell: (index: number) => Cell }[] =>
    lane.kind === 'strip'
      ? [{ title: lane.title, cell: (index: number) => STATE_WORDS[lane.states[index] ?? NO_DATA] ?? null }]
      : lane.series.map(({ name, values, unit }) => {
          const words = unitName(unit ?? lane.unit)
          return {
            title: `${lane.title}: ${name}${words === '' ? '' : ` (${words})`}`,
            cell: (index: number) => values[index] ?? null,
          }
        }),
  )
  return {
    columns: [clockFromUnixMs === null ? 'Time' : 'Time (UTC)', 'Second', ...columns.map(({ title }) => title)],
    rows: () =>
      Array.from(t, (second, index) => [
        tableMoment(second, clockFromUnixMs),
        second,
        ...columns.map(({ cell }) => cell(index)),
      ]),
  }
}
