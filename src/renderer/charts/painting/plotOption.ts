/** The ECharts option of a plot, for files. */
import type { LineSeriesOption } from 'echarts/charts'
import type { ChartTheme } from '../chartTheme.ts'
import type { ChartOption } from '../echartsParts.ts'
import { gridOption, lineData, lineStyle } from '../lanes/laneOption.ts'
import type { PlotParts } from './plotParts.ts'
import { paintedSeries } from './shapes.ts'

export function plotOption({ box, base, values, below, lines, above }: PlotParts, theme: ChartTheme): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: gridOption(0, box),
    xAxis: base,
    yAxis: values,
    series: [
      paintedSeries('below', 1, below, theme.font),
      ...lines.map(({ id, points, opacity = 1, ...look }, order): LineSeriesOption => {
        const line = lineStyle(look, theme)
        return {
          ...line,
          type: 'line',
          id,
          z: 3 + order / 100,
          ...lineData(points),
          lineStyle: { ...line.lineStyle, opacity },
        }
      }),
      paintedSeries('above', 5, above, theme.font),
    ],
  }
}
