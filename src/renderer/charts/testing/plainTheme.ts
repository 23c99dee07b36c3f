/** A theme for tests without a page: every token is its own colour. */
import type { ChartTheme } from '../chartTheme.ts'

export const plainTheme: ChartTheme = { colour: (name) => name, font: 'sans-serif' }

/** For what goes through ECharts, which parses colours. */
export const blackTheme: ChartTheme = { colour: () => '#123456', font: 'sans-serif' }
