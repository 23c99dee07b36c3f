/** Comparisons whose truth is known, on the level of what runs contribute: 40 endpoints × 4 metrics, as in the table of demands. */
import type { MetricOfEndpoint, Judgement, JudgingOptions } from '../../src/core/comparison/judgeMetrics.ts'
import { judgeMetrics } from '../../src/core/comparison/judgeMetrics.ts'
import { LATENCY_METRICS } from '../../src/core/comparison/metrics.ts'
import type { RandomStream } from '../../src/core/random.ts'
import { normalNumbers } from './normalNumbers.ts'

export interface SimulatedReport {
  endpoints: number
  /** Runs of each build. */
  runs: number
  historyRuns: number
  /** Of runs of one build: normal, or Student's t of 4 df with the same deviation. */
  noise: 'normal' | 't4'
  /** Deviations of ln latency between runs, by endpoint: evenly from … to, or lognormal. */
  deviation: { from: number; to: number } | { median: number; spread: number }
  /** What all endpoints of a run, and all metrics of an endpoint, have in common: share of the variance. */
  commonInRun: number
  commonInEndpoint: number
  /** ln ratio of the candidate, by endpoint. */
  change: (endpoint: number) => number
}

export const A_A: Omit<SimulatedReport, 'runs' | 'noise'> = {
  endpoints: 40,
  historyRuns: 0,
  deviation: { from: 0.02, to: 0.04 },
  commonInRun: 0.3,
  commonInEndpoint: 0.4,
  change: () => 0,
}

const FIVE_PERCENT = { low: -Math.log(1.05), high: Math.log(1.05) }
/** 5 % matters, whatever the metric. */
const OPTIONS: JudgingOptions = { design: 'independent', falseDiscoveryRate: 0.05, thresholdOf: () => FIVE_PERCENT }

export interface JudgedEndpoint {
  endpoint: number
  judgement: Judgement
}

export function simulateReport(random: RandomStream, report: SimulatedReport): JudgedEndpoint[] {
  const deviations = Array.from({ length: report.endpoints }, () => deviationOf(random, report.deviation))
  const own = 1 - report.commonInRun - report.commonInEndpoint
  const runOf = (isCandidate: boolean): number[][] => {
    const common = noise(random, 1, report.noise)[0]!
    return deviations.map((deviation, endpoint) => {
      const [shared = 0, ...single] = noise(random, 1 + LATENCY_METRICS.length, report.noise)
      return single.map(
        (value) =>
          (isCandidate ? report.change(endpoint) : 0) +
          deviation *
            (Math.sqrt(report.commonInRun) * common +
              Math.sqrt(report.commonInEndpoint) * shared +
              Math.sqrt(own) * value),
      )
    })
  }
  const runsOf = (count: number, isCandidate: boolean) => Array.from({ length: count }, () => runOf(isCandidate))
  const baseline = runsOf(report.runs, false)
  const candidate = runsOf(report.runs, true)
  const history = runsOf(report.historyRuns, false)
  const things = deviations.flatMap((_, endpoint) =>
    LATENCY_METRICS.map((metric, at): MetricOfEndpoint => {
      const valuesOf = (runs: number[][][]): number[] => runs.map((run) => run[endpoint]![at]!)
      return {
        endpoint: { name: String(endpoint), kind: 'http' },
        metric,
        values: {
          baseline: valuesOf(baseline),
          candidate: valuesOf(candidate),
          history: history.length > 0 ? [valuesOf(history)] : [],
          withinVariance: 0,
        },
      }
    }),
  )
  return judgeMetrics(things, OPTIONS).map((judgement, at) => {
    if (judgement === null) throw new Error('a simulated run has all its numbers')
    return { endpoint: Math.floor(at / LATENCY_METRICS.length), judgement }
  })
}

function deviationOf(random: RandomStream, of: SimulatedReport['deviation']): number {
  if ('median' in of) return of.median * Math.exp(of.spread * normalNumbers(random, 1)[0]!)
  return of.from + (of.to - of.from) * random.nextFloat()
}

export function isFalseAlarm({ judgement: { verdict } }: JudgedEndpoint): boolean {
  return verdict === 'regressed' || verdict === 'improved'
}

/** With a variance of 1. */
function noise(random: RandomStream, count: number, kind: SimulatedReport['noise']): number[] {
  const numbers = Array.from(normalNumbers(random, count))
  if (kind === 'normal') return numbers
  // χ² of 4 df is twice the sum of two exponentials; t of 4 df has a variance of 2.
  return numbers.map((value) => value / Math.sqrt(random.exponential(1) + random.exponential(1)))
}
