/** What sets a rectangle of the heatmap apart: which requests are in it, and which are the rest. Counted, not sampled. */
import type {
  AnalysisFilter,
  LatencyChoice,
  LatencySelection,
  RunWindow,
  SelectionPart,
  SelectionView,
} from '../../contract/methods/analysis.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import { endpointKey } from '../../core/report/accumulate.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { GroupTotals } from '../storage/runReader.ts'
import { edgeMs, rowOfBucket } from './latencyRows.ts'
import { LatencySum } from './latencySum.ts'
import { seriesSelection } from './seriesSelection.ts'
import { countedSeconds } from './stretchOf.ts'

export interface SelectionQuestion {
  /** Of the heatmap: what is not selected in it is the rest. */
  window: RunWindow
  filter: AnalysisFilter
  latency: LatencyChoice
  selection: LatencySelection
}

/** Selected are the requests of those cells of the heatmap whose lower edge lies in the selection; to the end of the window is to the end of what counts in it. */
export function explainSelection(record: RunRecord, question: SelectionQuestion): SelectionView {
  const { reader } = record
  const { filter, latency, selection } = question
  const window = countedSeconds(record, question.window)
  const wanted = seriesSelection(filter)
  const parts = createParts()
  const latencies = new LatencySum(latency)

  function addEach(fromS: number, toS: number, countOf: () => number, to: 'selected' | 'all'): void {
    if (toS <= fromS) return
    for (const group of reader.groupedWindow(fromS, toS, ['endpoint', 'kind', 'userType', 'outcome'], wanted.filter)) {
      const { kind, outcome } = group.key
      if (!wanted.isCounted(kind!)) continue
      latencies.clear()
      latencies.add({ kind: kind!, outcome: outcome! }, group.window)
      parts.add(group.key, to, countOf())
    }
  }

  const fromS = Math.max(window.fromS, selection.fromS)
  const toS = selection.toS >= question.window.toS ? window.toS : selection.toS
  addEach(fromS, toS, () => countBetween(latencies, selection), 'selected')
  addEach(window.fromS, window.toS, () => latencies.count, 'all')
  return parts.view()
}

function countBetween(latencies: LatencySum, { fromMs, toMs }: LatencySelection): number {
  let between = 0
  latencies.forEach((us, count) => {
    const lowerMs = edgeMs(rowOfBucket(us))
    if (lowerMs >= fromMs && lowerMs < toMs) between += count
  })
  return between
}

interface Counts {
  selected: number
  all: number
}

function createParts() {
  const total: Counts = { selected: 0, all: 0 }
  const endpoints = new Map<string, Counts & { name: string; kind: EndpointKind }>()
  const userTypes = new Map<string, Counts & { name: string }>()
  const outcomes = new Map<string, Counts & { name: string }>()

  function addTo<T extends Counts>(parts: Map<string, T>, key: string, make: () => T, of: keyof Counts, n: number) {
    let part = parts.get(key)
    if (part === undefined) parts.set(key, (part = make()))
    part[of] += n
  }

  return {
    add({ endpoint, kind, userType, outcome }: GroupTotals['key'], of: keyof Counts, count: number): void {
      if (count === 0) return
      total[of] += count
      const none: Counts = { selected: 0, all: 0 }
      const key = endpointKey(kind!, endpoint!)
      addTo(endpoints, key, () => ({ ...none, name: endpoint!, kind: kind! }), of, count)
      addTo(userTypes, userType!, () => ({ ...none, name: userType! }), of, count)
      addTo(outcomes, outcome!, () => ({ ...none, name: outcome! }), of, count)
    },
    view(): SelectionView {
      const split = ({ name, selected, all }: Counts & { name: string }): SelectionPart => ({
        name,
        selected,
        rest: all - selected,
      })
      return {
        selected: total.selected,
        rest: total.all - total.selected,
        endpoints: [...endpoints.values()].map((part) => ({ ...split(part), kind: part.kind })),
        userTypes: [...userTypes.values()].map(split),
        outcomes: [...outcomes.values()].map(split),
      }
    },
  }
}
