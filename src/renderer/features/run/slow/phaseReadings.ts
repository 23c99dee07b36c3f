/**
 * What there is to say of each phase of a kept request: when it began, how long it took, and the mean of its endpoint. A mean, not
 * percentiles: of phases the history keeps sums, from which nothing else follows.
 */
import type { ReportExemplar, ReportPhases } from '../../../../core/report/report.ts'
import { PHASES, type Phase } from '../../../../core/recording/second.ts'
import { PHASE_NAMES } from '../../../charts/small/phaseSegments.ts'
import { formatMs, formatShare } from '../../../ui/format.ts'

export interface PhaseReading {
  name: Phase | 'lag'
  /** Since the intended start, ms. */
  fromMs: number
  ms: number
  /** Of the response time; null where that is 0. */
  share: number | null
  /** Of all requests of the endpoint in the window, those that did without the phase too; null where it is not known, as of the lag. */
  meanMs: number | null
}

/** The lag first, then the phases in their order; what neither this request nor others of its endpoint spent time in is left out. */
export function phaseReadings(
  { latencyMs, serviceMs, phasesMs }: Pick<ReportExemplar, 'latencyMs' | 'serviceMs' | 'phasesMs'>,
  means: ReportPhases | null | undefined,
): PhaseReading[] {
  const lagMs = Math.max(0, latencyMs - serviceMs)
  let nextMs = lagMs
  const phases = PHASES.map((name): PhaseReading => {
    const ms = phasesMs[name]
    const fromMs = nextMs
    nextMs += ms
    return { name, fromMs, ms, share: shareOf(ms, latencyMs), meanMs: means?.[name] ?? null }
  })
  const lag: PhaseReading = { name: 'lag', fromMs: 0, ms: lagMs, share: shareOf(lagMs, latencyMs), meanMs: null }
  return [lag, ...phases].filter(({ ms, meanMs }) => ms > 0 || (meanMs ?? 0) > 0)
}

function shareOf(ms: number, allMs: number): number | null {
  return allMs > 0 ? ms / allMs : null
}

/** `wait 812 ms (78.83 %) · mean of the endpoint 41.0 ms`. */
export function phaseText({ name, ms, share, meanMs }: PhaseReading): string {
  const own = `${PHASE_NAMES[name]} ${formatMs(ms)}${share === null ? '' : ` (${formatShare(share, ms > 0)})`}`
  return meanMs === null ? own : `${own} · mean of the endpoint ${formatMs(meanMs)}`
}

export interface MeanTick {
  /** Where a phase that took longer than the mean would have ended at the mean, ms since the intended start. */
  atMs: number
  /** How long the phase took. */
  phaseMs: number
}

export function meanTicks(readings: readonly PhaseReading[]): MeanTick[] {
  return readings.flatMap(({ fromMs, ms, meanMs }) =>
    meanMs !== null && meanMs > 0 && meanMs < ms ? [{ atMs: fromMs + meanMs, phaseMs: ms }] : [],
  )
}
