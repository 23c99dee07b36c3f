/** A finding as its card shows it: of the endpoint that changed most all that did, of the others their names. */
import type {
  ComparisonFinding,
  CompletedComparison,
  EndpointComparison,
  MetricComparison,
} from '../../../core/comparison/comparison.ts'
import type { EndpointId } from '../../../core/comparison/comparisonInput.ts'
import { keyOf, timesThreshold } from '../../../core/comparison/thresholds.ts'

export interface FindingParts {
  /** Null: the whole run. */
  endpoint: EndpointId | null
  metrics: MetricComparison[]
  /** What changed with it, each once; of the whole run nothing. */
  others: EndpointId[]
}

export function findingParts(
  { changes }: ComparisonFinding,
  comparison: Pick<CompletedComparison, 'whole' | 'endpoints'>,
): FindingParts {
  const first = changes[0]?.endpoint ?? null
  const own = changes.filter(({ endpoint }) => keyOf(endpoint) === keyOf(first))
  const others = new Map(
    changes.flatMap(({ endpoint }): [string, EndpointId][] =>
      endpoint === null || keyOf(endpoint) === keyOf(first) ? [] : [[keyOf(endpoint), endpoint]],
    ),
  )
  const changed = new Set(own.map(({ metric }) => metric))
  return {
    endpoint: first,
    // In the order of the comparison: what verdicts rest on comes first.
    metrics: metricsOf(comparison, first).filter(({ metric }) => changed.has(metric)),
    others: [...others.values()],
  }
}

function metricsOf(
  { whole, endpoints }: Pick<CompletedComparison, 'whole' | 'endpoints'>,
  endpoint: EndpointId | null,
): MetricComparison[] {
  if (endpoint === null) return whole
  return endpoints.find((other) => keyOf(other.endpoint) === keyOf(endpoint))?.metrics ?? []
}

/** Round the list; without a current one, the first or the last. */
export function nextFinding(current: number | null, by: 1 | -1, count: number): number | null {
  if (count === 0) return null
  if (current === null) return by > 0 ? 0 : count - 1
  return (current + by + count) % count
}

/** Where nothing was chosen: the first endpoint with a verdict, else the one whose change is largest in units of what matters. */
export function mostChanged({ endpoints }: Pick<CompletedComparison, 'endpoints'>): EndpointComparison | null {
  const [first] = endpoints
  if (first === undefined || first.verdict === 'regressed' || first.verdict === 'improved') return first ?? null
  const sizeOf = ({ metrics }: EndpointComparison): number =>
    Math.max(
      0,
      ...metrics.map(({ effect, threshold }) =>
        effect === null || threshold === null ? 0 : timesThreshold(effect, threshold),
      ),
    )
  return endpoints.reduce((most, own) => (sizeOf(own) > sizeOf(most) ? own : most), first)
}
