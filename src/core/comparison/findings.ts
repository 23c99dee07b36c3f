/** One cause, one finding: what changed in the same direction and goes up and down with the same runs is told once. */
import { mean } from '../statistics/moments.ts'
import type { ComparisonFinding } from './comparison.ts'
import type { EndpointId } from './comparisonInput.ts'
import type { Judgement, MetricOfEndpoint } from './judgeMetrics.ts'
import { keyOf, timesThreshold } from './thresholds.ts'

export interface JudgedMetric extends MetricOfEndpoint {
  judgement: Judgement | null
}

/** Runs beyond one a build, at least, for a pattern of runs to be one. */
const DF_AT_LEAST = 4
const CORRELATION_AT_LEAST = 0.8

interface Change {
  endpoint: EndpointId | null
  metric: JudgedMetric['metric']
  size: number
  needsConfirmation: boolean
  pattern: number[]
}

/** Largest first, in units of the threshold. @param matched endpoints that are in both builds */
export function joinFindings(judged: readonly JudgedMetric[], matched: number): ComparisonFinding[] {
  return (['regressed', 'improved'] as const)
    .flatMap((direction) => {
      const changes = judged.flatMap((metric) => changeOf(metric, direction))
      // More failures and longer times have different causes, or one that people have to see by themselves.
      return [false, true].flatMap((areErrors) => {
        const own = changes.filter(({ metric }) => (metric === 'errors') === areErrors)
        const byEndpoint = [...Map.groupBy(own, ({ endpoint }) => keyOf(endpoint)).values()].map((of) =>
          of.toSorted((a, b) => b.size - a.size),
        )
        return joined(byEndpoint, matched).map((group) => findingOf(direction, group, matched))
      })
    })
    .toSorted((a, b) => b.size - a.size)
    .map(({ finding }) => finding)
}

function changeOf(
  { endpoint, metric, values, judgement }: JudgedMetric,
  direction: 'regressed' | 'improved',
): Change[] {
  if (judgement?.verdict !== direction) return []
  return [
    {
      endpoint,
      metric,
      size: timesThreshold(judgement.effect.effect, judgement.threshold),
      needsConfirmation: isSingleRun(judgement),
      pattern: [...deviations(values.baseline), ...deviations(values.candidate)],
    },
  ]
}

export function isSingleRun({ effect: { runs } }: Judgement): boolean {
  return Math.min(runs.baseline, runs.candidate) === 1
}

/**
 * Groups of endpoints. What is of the whole run (throughput, which falls as response times rise) goes with the largest; where at least
 * half of all endpoints changed, all of them are one.
 */
function joined(endpoints: readonly Change[][], matched: number): Change[][][] {
  const whole = endpoints.filter(([first]) => first!.endpoint === null)
  const single = endpoints.filter(([first]) => first!.endpoint !== null).toSorted((a, b) => b[0]!.size - a[0]!.size)
  const groups: Change[][][] = []
  const isEverywhere = areEverywhere(single.length, matched)
  for (const own of single) {
    // The first of a group is its largest change, whose pattern is its clearest.
    const group = groups.find(([lead]) => isEverywhere || goTogether(lead![0]!.pattern, own[0]!.pattern))
    if (group === undefined) groups.push([own])
    else group.push(own)
  }
  if (whole.length === 0) return groups
  if (groups.length === 0) return [whole]
  groups[0]!.push(...whole)
  return groups
}

/** Two of three may be chance. */
function areEverywhere(endpoints: number, matched: number): boolean {
  return endpoints > 2 && endpoints * 2 >= matched
}

function findingOf(
  direction: 'regressed' | 'improved',
  group: readonly Change[][],
  matched: number,
): { finding: ComparisonFinding; size: number } {
  const changes = group.flat().toSorted((a, b) => b.size - a.size)
  const endpoints = group.filter(([first]) => first!.endpoint !== null).length
  return {
    size: changes[0]!.size,
    finding: {
      direction,
      changes: changes.map(({ endpoint, metric }) => ({ endpoint, metric })),
      endpoints,
      isEverywhere: areEverywhere(endpoints, matched),
      needsConfirmation: changes.every((change) => change.needsConfirmation),
    },
  }
}

/** From the mean of the build, run by run; 0 where a run has no number. */
function deviations(values: readonly number[]): number[] {
  const centre = mean(values.filter((value) => !Number.isNaN(value)))
  return values.map((value) => (Number.isNaN(value) ? 0 : value - centre))
}

function goTogether(left: readonly number[], right: readonly number[]): boolean {
  if (left.length - 2 < DF_AT_LEAST) return false
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  const scale = Math.sqrt(product(left, left) * product(right, right))
  return scale > 0 && product(left, right) / scale >= CORRELATION_AT_LEAST
}
