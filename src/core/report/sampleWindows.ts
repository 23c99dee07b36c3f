/** Windows made from single latencies, as an engine would have recorded them: for tests and examples, not for measuring. */
import { Histogram } from '../histogram/histogram.ts'
import type { EndpointKind } from '../plan/compiledPlan.ts'
import type { Outcome, SeriesWindow } from '../recording/second.ts'
import type { WindowOfSeries } from './accumulate.ts'

/** @param servicesUs service times, where they differ from the response times. */
export function sampleWindow(
  latenciesUs: readonly number[],
  servicesUs: readonly number[] | null = null,
): SeriesWindow {
  const latency = sampleHistogram(latenciesUs)
  const service = servicesUs === null ? null : sampleHistogram(servicesUs)
  return {
    count: latency.count,
    sumUs: latency.sumUs,
    minUs: latency.minUs,
    maxUs: latency.maxUs,
    latency: latency.encode(),
    service: service?.encode() ?? null,
    serviceSumUs: service?.sumUs ?? latency.sumUs,
    bytesIn: 0,
    bytesOut: 0,
    phasesUs: [0, 0, 0, 0, 0, latency.sumUs, 0],
  }
}

export function sampleHistogram(latenciesUs: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const us of latenciesUs) histogram.record(us)
  return histogram
}

/** A window of an http endpoint and user type `User`, unless said otherwise. */
export function sampleSeries(
  endpoint: string,
  outcome: Outcome,
  window: SeriesWindow,
  { kind = 'http', userType = 'User' }: { kind?: EndpointKind; userType?: string } = {},
): WindowOfSeries & { window: SeriesWindow } {
  return { series: { endpoint, kind, userType, outcome }, window }
}
