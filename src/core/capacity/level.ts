/** What one run at one load showed, in its steady part: what every question about capacity is answered from. */
import type { ReportCriterion } from '../report/report.ts'

/** What was asked for: virtual users, or iterations begun per second. */
export interface AskedLoad {
  unit: 'users' | 'perS'
  level: number
}

/** A maximum at one level. */
export interface MaximumReading extends Pick<
  ReportCriterion,
  'id' | 'text' | 'subject' | 'metric' | 'operator' | 'limit' | 'unit' | 'status'
> {
  /** In `unit`; null when nothing could be measured. */
  actual: number | null
  /** The end of the one-sided 95 % interval on the side of the limit, in `unit`; null when there is none. */
  bound: number | null
}

export interface LevelRun {
  runId: string
  load: AskedLoad
  /** Of the steady part: after the warm-up, while the load was on. */
  steadyS: number
  requests: number
  failures: number
  /** Requests that ended per second, successful or not. */
  throughputPerS: number
  /** Standard error of the throughput, from blocks of the steady part; null where it has too few. */
  throughputErrorPerS: number | null
  /** Requests at the target at once, by Little's law: throughput × mean service time. Null without requests. */
  concurrency: number | null
  /** Of successful requests, from their intended start; null without any. */
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
  /** Iterations that began, of those that were due; null where users set the pace and nothing is due. */
  achievedShare: number | null
  maximums: MaximumReading[]
  /** Null, or why the generator cannot be trusted at this load: a sentence. */
  generatorDoubt: string | null
}
