/** What the spectrum says at a percentile. */
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { oneIn, percentileName } from '../axis/percentileAxis.ts'
import type { SpectrumChart } from './spectrumChart.ts'

/** The percentiles that any of the series has a value at, ascending. */
export function spectrumSteps({ series }: SpectrumChart): number[] {
  const all = series.flatMap(({ distribution }) =>
    distribution.spectrum.filter(({ above }) => above > 0).map(({ p }) => p),
  )
  return [...new Set(all)].toSorted((a, b) => a - b)
}

export interface SpectrumReading {
  name: string
  color: string
  dashed: boolean
  /** Null: the series has too few requests to tell. */
  text: string | null
}

/** `p99.9 · 1 in 1,000`, and each series: `1.24 s · 215 of 214,880 slower`. */
export function spectrumReadings({ series }: SpectrumChart, p: number): { at: string; readings: SpectrumReading[] } {
  return {
    at: `${percentileName(p)} · ${oneIn(p)}`,
    readings: series.map(({ name, color, dashed, distribution }) => {
      const point = distribution.spectrum.find((one) => one.p === p && one.above > 0)
      const text =
        point === undefined
          ? null
          : `${formatDuration(point.ms)} · ${formatCount(point.above)} of ${formatCount(distribution.count)} slower`
      return { name, color, dashed, text }
    }),
  }
}
