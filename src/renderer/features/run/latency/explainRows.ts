/** What sets a selection of the heatmap apart, as shares of the selection beside shares of the rest, the largest difference first. */
import type { LatencyChoice, LatencySelection, SelectionPart } from '../../../../contract/methods/analysis.ts'
import type { ReportExemplar } from '../../../../core/report/report.ts'
import { connectionText } from '../slow/connectionUse.ts'
import { engineName, sizeName } from '../slow/sampledTraits.ts'

export interface ExplainRow {
  name: string
  selected: number
  rest: number
  /** Null where nothing is selected, or nothing is left. */
  selectedShare: number | null
  restShare: number | null
}

export function explainRows(parts: readonly SelectionPart[]): ExplainRow[] {
  const all = { selected: sum(parts.map((part) => part.selected)), rest: sum(parts.map((part) => part.rest)) }
  const share = (count: number, of: number): number | null => (of === 0 ? null : count / of)
  return parts
    .map(({ name, selected, rest }) => ({
      name,
      selected,
      rest,
      selectedShare: share(selected, all.selected),
      restShare: share(rest, all.rest),
    }))
    .toSorted((one, other) => difference(other) - difference(one) || other.selected - one.selected)
}

function difference({ selectedShare, restShare }: ExplainRow): number {
  return Math.abs((selectedShare ?? 0) - (restShare ?? 0))
}

export interface SampledParts {
  selected: number
  rest: number
  statuses: SelectionPart[]
  connections: SelectionPart[]
  sizes: SelectionPart[]
  /** Empty where there was only one. */
  engines: SelectionPart[]
}

/**
 * The kept requests that the latency choice names, told apart as the heatmap does: by the second they ended in, and their latency.
 *
 * @param engines processes that made the load
 */
export function sampledParts(
  exemplars: readonly ReportExemplar[],
  { of, from }: LatencyChoice,
  { fromS, toS, fromMs, toMs }: LatencySelection,
  engines: number,
): SampledParts {
  const named = exemplars.filter(({ outcome }) => of === 'all' || of === outcome)
  const isSelected = (exemplar: ReportExemplar): boolean => {
    const endedS = Math.floor((exemplar.startMs + exemplar.latencyMs) / 1000)
    const ms = from === 'intended' ? exemplar.latencyMs : exemplar.serviceMs
    return endedS >= fromS && endedS < toS && ms >= fromMs && ms < toMs
  }
  const selected = named.filter(isSelected)
  const rest = named.filter((exemplar) => !isSelected(exemplar))
  const parts = (nameOf: (exemplar: ReportExemplar) => string): SelectionPart[] => {
    const counts = new Map<string, SelectionPart>()
    const count = (list: readonly ReportExemplar[], side: 'selected' | 'rest'): void => {
      for (const exemplar of list) {
        const name = nameOf(exemplar)
        const part = counts.get(name) ?? { name, selected: 0, rest: 0 }
        part[side]++
        counts.set(name, part)
      }
    }
    count(selected, 'selected')
    count(rest, 'rest')
    return [...counts.values()]
  }
  return {
    selected: selected.length,
    rest: rest.length,
    statuses: parts(statusName),
    connections: parts(connectionName),
    sizes: parts(sizeName),
    engines: engines > 1 ? parts((exemplar) => engineName(exemplar, engines)) : [],
  }
}

/** `New connection`. */
function connectionName(exemplar: ReportExemplar): string {
  const text = connectionText(exemplar)
  return text[0]!.toUpperCase() + text.slice(1)
}

/** `Status 503`; of a message, which has no status, that it is one; without a response why there was none. */
export function statusName({ response, error }: Pick<ReportExemplar, 'response' | 'error'>): string {
  if (response !== null) return response.status === 0 ? 'Message' : `Status ${response.status}`
  return error === null ? 'No response' : `No response: ${error.class}`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
