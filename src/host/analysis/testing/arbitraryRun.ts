/** Runs of all kinds, for properties: gaps, several endpoints and user types, seconds without trust, an end that is not the load's. */
import fc from 'fast-check'
import type { SeriesKey } from '../../../core/recording/second.ts'
import { seriesOf, type Requests } from '../../storage/testing/syntheticSeconds.ts'
import type { RawSecond } from './rawRun.ts'

export const HOSTILE = '<img src=x onerror=alert(1)> \u202e __proto__'

export const SERIES: readonly SeriesKey[] = [
  seriesOf('GET /'),
  seriesOf('GET /', 'failed'),
  seriesOf('GET /', 'ok', 'admin'),
  seriesOf('__proto__'),
  seriesOf(HOSTILE, 'ok', 'constructor'),
  { ...seriesOf('GET /'), kind: 'group' },
  { ...seriesOf('WS /ws messages'), kind: 'events' },
]

export interface ArbitraryRun {
  seconds: RawSecond[]
  warmUpMs: number
  loadEndMs: number
}

const latencyUs = fc.oneof(
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 30_000, max: 90_000 }),
  fc.integer({ min: 0, max: 3_600_000_000 }),
)

const requests: fc.Arbitrary<Requests> = fc
  .record({
    series: fc.constantFrom(...SERIES.filter(({ kind }) => kind !== 'events')),
    latenciesUs: fc.array(latencyUs, { minLength: 1, maxLength: 8 }),
    differs: fc.boolean(),
  })
  .map(({ series, latenciesUs, differs }) => ({
    series,
    latenciesUs,
    servicesUs: differs ? latenciesUs.map((us) => Math.floor(us / 2)) : null,
  }))

const second = fc.record({
  t: fc.nat(80),
  requests: fc.uniqueArray(requests, { maxLength: 4, selector: ({ series }) => JSON.stringify(series) }),
  doubt: fc.option(fc.constantFrom('eventLoopDelay' as const, 'dropped' as const), { freq: 4, nil: undefined }),
})

export const arbitraryRun: fc.Arbitrary<ArbitraryRun> = fc
  .record({
    list: fc.uniqueArray(second, { minLength: 1, maxLength: 40, selector: ({ t }) => t }),
    warmUpS: fc.nat(10),
    afterLoadMs: fc.nat(6000),
  })
  .map(({ list, warmUpS, afterLoadMs }) => {
    const seconds = list
      .toSorted((a, b) => a.t - b.t)
      .map(({ doubt, ...rest }) => (doubt === undefined ? rest : { ...rest, doubt }))
    const endMs = (seconds.at(-1)!.t + 1) * 1000
    return { seconds, warmUpMs: warmUpS * 1000, loadEndMs: Math.max(1, endMs - afterLoadMs) }
  })

/** Every request of the lists that ended in [fromS, toS). */
export function requestsIn(
  seconds: readonly RawSecond[],
  fromS: number,
  toS: number,
  wanted: (series: SeriesKey) => boolean,
): Requests[] {
  return seconds
    .filter(({ t }) => t >= fromS && t < toS)
    .flatMap((one) => one.requests)
    .filter(({ series }) => wanted(series))
}

export function latenciesOf(list: readonly Requests[]): number[] {
  return list.flatMap(({ latenciesUs }) => latenciesUs)
}

export const isRequest = ({ kind }: SeriesKey): boolean => kind === 'http'
