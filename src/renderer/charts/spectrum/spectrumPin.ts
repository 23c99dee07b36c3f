/** What a pinned percentile was, and how far the one that is read is from it, for each series. */
import { formatDuration } from '../../../core/units/duration.ts'
import { changeText } from '../plot/changeText.ts'
import type { SpectrumChart, SpectrumSeries } from './spectrumChart.ts'
import { stepName } from './spectrumReadings.ts'

/** `Pin p50: response time 60.5 ms, p99 +135 ms (3.23×)`. @param p that is read; null: none */
export function spectrumPinText({ series }: SpectrumChart, pinned: number, p: number | null): string {
  const parts = series.map((one) => {
    const [was, is] = [msAt(one, pinned), p === null || p === pinned ? null : msAt(one, p)]
    if (was === null) return `${one.name} ○ too few`
    return `${one.name} ${formatDuration(was)}${is === null || p === null ? '' : `, ${stepName(p)} ${changeText(was, is)}`}`
  })
  return `Pin ${stepName(pinned)}: ${parts.join(' · ')}`
}

function msAt({ distribution }: SpectrumSeries, p: number): number | null {
  return distribution.spectrum.find((point) => point.p === p && point.above > 0)?.ms ?? null
}
