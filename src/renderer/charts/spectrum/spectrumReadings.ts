/** What the spectrum says at a percentile, and what stands for whom. */
import { formatDuration } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { oneIn, percentileName } from '../axis/percentileAxis.ts'
import type { ChartTable } from '../frame/frameContent.ts'
import type { SpectrumChart } from './spectrumChart.ts'
import { gapMs } from './spectrumGap.ts'

export interface SpectrumEntry {
  name: string
  color: string
  look: 'solid' | 'dashed' | 'shaded'
}

/** The series, then what lies between two of them. */
export function spectrumLegend({ series, gap }: SpectrumChart): SpectrumEntry[] {
  const lines = series.map(({ name, color, dashed }) => ({ name, color, look: dashed ? 'dashed' : 'solid' }) as const)
  return gap === null ? lines : [...lines, { name: gap.label, color: gap.color, look: 'shaded' }]
}

/** The percentiles that any of the series has a value at, ascending. */
export function spectrumSteps({ series }: SpectrumChart): number[] {
  const all = series.flatMap(({ distribution }) =>
    distribution.spectrum.filter(({ above }) => above > 0).map(({ p }) => p),
  )
  return [...new Set(all)].toSorted((a, b) => a - b)
}

/** Steps between the named ones are where the histogram has them: `p68.4`, not `p68.37722`. */
export function stepName(p: number): string {
  return percentileName(p < 99 ? Math.round(p * 10) / 10 : p)
}

export interface SpectrumReading {
  name: string
  /** Null: there are too few requests to tell. */
  text: string | null
}

/** `p99.9 · 1 in 1,000`, each series: `1.24 s · 215 of 214,880 slower`, and how far two of them are apart. In the order of the legend. */
export function spectrumReadings(chart: SpectrumChart, p: number): { at: string; readings: SpectrumReading[] } {
  const { series, gap } = chart
  const readings = series.map(({ name, distribution }) => {
    const point = distribution.spectrum.find((one) => one.p === p && one.above > 0)
    const text =
      point === undefined
        ? null
        : `${formatDuration(point.ms)} · ${formatCount(point.above)} of ${formatCount(distribution.count)} slower`
    return { name, text }
  })
  const apartMs = gapMs(chart, p)
  const between = { name: gap?.label ?? '', text: apartMs === null ? null : formatDuration(apartMs) }
  return { at: `${stepName(p)} · ${oneIn(p)}`, readings: gap === null ? readings : [...readings, between] }
}

export function spectrumTable(chart: SpectrumChart): ChartTable {
  const { series, gap } = chart
  return {
    columns: ['Percentile', ...spectrumLegend(chart).map(({ name }) => `${name} (ms)`)],
    rows: () => [
      ...spectrumSteps(chart).map((p) => [
        percentileName(p),
        ...series.map(({ distribution }) => distribution.spectrum.find((one) => one.p === p)?.ms ?? null),
        ...(gap === null ? [] : [gapMs(chart, p)]),
      ]),
      // The dot at the end: of few requests it is all there is.
      ['max', ...series.map(({ distribution }) => distribution.maxMs), ...(gap === null ? [] : [null])],
    ],
  }
}
