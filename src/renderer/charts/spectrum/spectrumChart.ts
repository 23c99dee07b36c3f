/** Whole distributions by percentile: everything that the spectrum is drawn from. */
import type { DistributionView } from '../../../contract/methods/analysis.ts'
import { ninesOf, ninesOfLargest } from '../axis/percentileAxis.ts'
import { extentOf, type Scale } from '../axis/scale.ts'
import { linearScale, logScale } from '../axis/ticks.ts'
import type { Point } from '../painting/shapes.ts'
import type { SpectrumGap } from './spectrumGap.ts'

export interface SpectrumSeries {
  name: string
  color: string
  dashed: boolean
  distribution: DistributionView
}

export interface SpectrumLimit {
  p: number
  ms: number
  level: 'target' | 'maximum'
  label: string
}

export interface SpectrumChart {
  series: SpectrumSeries[]
  limits: SpectrumLimit[]
  gap: SpectrumGap | null
  isLog: boolean
}

const COLOURS = ['--candidate', '--p95', '--p99', '--p50', '--warn', '--max']

/** Told apart by colour and name; more than six would not be. */
export const MOST_SERIES = COLOURS.length

export function seriesColour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '--text'
}

export interface SpectrumCurve {
  /** [nines, ms], while enough requests are above to tell. */
  solid: Point[]
  /** From its end to the largest; null when there was no request. */
  largest: Point | null
}

/** The curve ends where fewer than ten requests are above; what comes last in the view is the largest one. */
export function spectrumCurve({ spectrum, count, maxMs }: DistributionView): SpectrumCurve {
  const solid = spectrum
    .filter(({ p, above }) => p < 100 && above > 0)
    .map(({ p, ms }): Point => [ninesOf(p), ms])
    .toSorted(([a], [b]) => a - b)
  return { solid, largest: maxMs === null || count === 0 ? null : [ninesOfLargest(count), maxMs] }
}

/** To the largest request of any series, and to the last limit; at least to p90. */
export function spectrumEnd({ series, limits }: SpectrumChart): number {
  const ends = series.flatMap(({ distribution }) => {
    const { solid, largest } = spectrumCurve(distribution)
    return [...solid.map(([nines]) => nines), largest?.[0] ?? 0]
  })
  const limitEnds = limits.filter(({ p }) => p < 100).map(({ p }) => ninesOf(p))
  return Math.max(1, ...ends, ...limitEnds) + 0.08
}

export function spectrumScale({ series, limits, isLog }: SpectrumChart, mostTicks: number): Scale {
  const values = series.flatMap(({ distribution }) => {
    const { solid, largest } = spectrumCurve(distribution)
    return [...solid.map(([, ms]) => ms), ...(largest === null ? [] : [largest[1]])]
  })
  const extent = extentOf([[...values, ...limits.map(({ ms }) => ms)]], isLog)
  return isLog ? logScale(extent) : linearScale(extent, mostTicks)
}

/** Limits of one level as a staircase: up to each percentile its own, in [nines, ms]. A curve has to stay below. */
export function staircase(limits: readonly SpectrumLimit[], level: SpectrumLimit['level'], end: number): Point[] {
  const steps = limits.filter((limit) => limit.level === level).toSorted((a, b) => a.p - b.p)
  let from = 0
  return steps.flatMap(({ p, ms }): Point[] => {
    const to = p >= 100 ? end : Math.min(end, ninesOf(p))
    const step: Point[] = [
      [from, ms],
      [to, ms],
    ]
    from = to
    return step
  })
}
