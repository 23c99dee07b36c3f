/** What a scatter says of a step, and its numbers as a table. */
import { unitName, valueText } from '../axis/axisText.ts'
import { stepText, tableMoment } from '../axis/timeText.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import { NO_DATA, NOT_TRUSTED, STATE_WORDS } from '../lanes/lane.ts'
import type { Metric } from './metrics.ts'
import type { ScatterChart } from './scatterChart.ts'

export interface ScatterReading {
  /** `06:20–06:25`. */
  at: string
  values: { name: string; text: string }[]
  /** Why little follows from it; null: nothing against it. */
  doubt: string | null
}

export function scatterReading(chart: ScatterChart, index: number): ScatterReading {
  const { timeline, x, y, xs, ys, isDoubtful, clockFromUnixMs } = chart
  const value = ({ name, unit }: Metric, values: Float64Array) => ({
    name,
    text: valueText(unit, values[index] ?? Number.NaN),
  })
  const isTrusted = timeline.trust[index] !== NOT_TRUSTED
  return {
    at: stepText(timeline.t[index] ?? Number.NaN, timeline.stepS, clockFromUnixMs),
    values: [value(x, xs), value(y, ys)],
    doubt:
      isDoubtful[index] !== 1
        ? null
        : isTrusted
          ? `○ too few: ${valueText('count', timeline.count[index] ?? 0)} requests`
          : STATE_WORDS[NOT_TRUSTED],
  }
}

/** `06:20–06:25. Throughput 120 /s, p95 84.2 ms.` */
export function scatterSentence({ at, values, doubt }: ScatterReading): string {
  const parts = [...values.map(({ name, text }) => `${name} ${text}`), ...(doubt === null ? [] : [doubt])]
  return `${at}. ${parts.join(', ')}.`
}

/** All steps, those without a point, too. */
export function scatterTable({ timeline, x, y, xs, ys, clockFromUnixMs }: ScatterChart): ChartTable {
  const { t, count, trust } = timeline
  const title = ({ name, unit }: Metric) => (unitName(unit) === '' ? name : `${name} (${unitName(unit)})`)
  return {
    columns: [
      clockFromUnixMs === null ? 'Time' : 'Time (UTC)',
      'Second',
      title(x),
      title(y),
      'Requests of the latency',
      'Generator',
    ],
    rows: () =>
      Array.from(t, (second, index) => [
        tableMoment(second, clockFromUnixMs),
        second,
        xs[index] ?? null,
        ys[index] ?? null,
        count[index] ?? null,
        STATE_WORDS[trust[index] ?? NO_DATA] ?? null,
      ]),
  }
}
