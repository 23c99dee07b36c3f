/** The distributions of the endpoints that took most time, on one scale of latencies. */
import {
  MOST_RIDGES,
  type AnalysisFilter,
  type EndpointDistributionsView,
  type LatencyChoice,
  type RunWindow,
} from '../../contract/methods/analysis.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { SeriesKey } from '../../core/recording/second.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { Stretch } from '../runs/stretch.ts'
import { barsOf } from './latencyBars.ts'
import { ABOVE_AT_LEAST, LatencySum } from './latencySum.ts'
import type { Pace } from './pace.ts'
import { seriesSelection, type SeriesSelection } from './seriesSelection.ts'
import { stretchOf } from './stretchOf.ts'

export interface EndpointDistributionsQuestion {
  window: RunWindow
  filter: AnalysisFilter
  latency: LatencyChoice
  percentiles: readonly number[]
}

/** Which of many took most time is told by their sums; only the histograms of these are read. */
export async function endpointDistributions(
  record: RunRecord,
  { window, filter, latency, percentiles }: EndpointDistributionsQuestion,
  pace: Pace,
): Promise<EndpointDistributionsView> {
  const selection = seriesSelection(filter)
  const stretch = stretchOf(record, window)
  await pace()
  const all = timesOfEach(record, stretch, selection, latency)
  await pace()
  const [shown, others] = [all.slice(0, MOST_RIDGES), all.slice(MOST_RIDGES)]
  const latencies = latenciesOf(record, stretch, selection, latency, shown)
  const totalUs = sumUs(all)
  const shareOf = (us: number): number | null => (totalUs === 0 ? null : us / totalUs)
  return {
    endpoints: shown.map(({ name, kind, us }, at) => {
      const its = latencies[at]!
      return {
        name,
        kind,
        count: its.count,
        timeShare: shareOf(us),
        percentiles: percentiles.map((p) => ({ p, ms: percentileMs(its, p) })),
        bars: barsOf(its),
      }
    }),
    others: { count: others.length, timeShare: shareOf(sumUs(others)) },
  }
}

const BY: (keyof SeriesKey)[] = ['endpoint', 'kind', 'outcome']

interface EndpointTime {
  name: string
  kind: EndpointKind
  /** That its requests took together. */
  us: number
}

/** Of every endpoint that had such requests, most first; of equal ones by name, so that they keep their places. */
function timesOfEach(
  { reader }: RunRecord,
  { fromS, endS }: Stretch,
  { filter, isCounted }: SeriesSelection,
  latency: LatencyChoice,
): EndpointTime[] {
  const choice = new LatencySum(latency)
  const times = new Map<string, EndpointTime>()
  reader.eachGroup(fromS, endS, BY, filter, {
    isTimed: () => false,
    take({ endpoint, kind, outcome }, { totals }) {
      if (totals.count === 0 || !isCounted(kind!) || !choice.names({ kind: kind!, outcome: outcome! })) return
      const key = endpointKey(kind!, endpoint!)
      const time = times.get(key) ?? { name: endpoint!, kind: kind!, us: 0 }
      time.us += latency.from === 'sent' ? totals.serviceSumUs : totals.sumUs
      times.set(key, time)
    },
  })
  return [...times.values()].toSorted((a, b) => b.us - a.us || (a.name < b.name ? -1 : Number(a.name > b.name)))
}

/** In the order of `shown`. */
function latenciesOf(
  { reader }: RunRecord,
  { fromS, endS }: Stretch,
  { filter }: SeriesSelection,
  latency: LatencyChoice,
  shown: readonly EndpointTime[],
): LatencySum[] {
  const sums = new Map(shown.map(({ kind, name }) => [endpointKey(kind, name), new LatencySum(latency)]))
  // By name alone: a group of the same name comes along, and is passed over.
  const sumOf = ({ kind, endpoint }: Partial<SeriesKey>): LatencySum | undefined =>
    sums.get(endpointKey(kind!, endpoint!))
  reader.eachGroup(
    fromS,
    endS,
    BY,
    { ...filter, endpoints: new Set(shown.map(({ name }) => name)) },
    {
      isTimed: (key) => sumOf(key) !== undefined,
      take: (key, sum) => sumOf(key)?.addSum({ kind: key.kind!, outcome: key.outcome! }, sum),
    },
  )
  return [...sums.values()]
}

function percentileMs(latencies: LatencySum, p: number): number | null {
  if (p === 100) return latencies.maxMs
  const ms = latencies.percentileMs(p)
  return latencies.countAbove(ms) < ABOVE_AT_LEAST ? null : ms
}

function sumUs(list: readonly EndpointTime[]): number {
  return list.reduce((sum, { us }) => sum + us, 0)
}
