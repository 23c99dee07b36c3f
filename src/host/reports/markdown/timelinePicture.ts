// The course of a run as lines of small bars, warm-up included.
import type { RunReport } from '../../../core/report/report.ts'
import { formatDuration, formatDurationCompact } from '../../../core/units/duration.ts'
import { formatCount } from '../../../core/units/number.ts'
import { formatRate } from '../../../core/units/rate.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { columnsOf, highest, sparkline } from './spark.ts'

const COLUMNS = 60
const TRUST_SIGNS = { trusted: '·', degraded: '▲', notTrusted: '⊘' } as const

export function timelinePicture({ report }: ScenarioContext): string[] {
  const { timeline, run } = report
  const steps = timeline.requests.length
  if (steps < 2) return []
  const { stepsPerColumn, ranges } = columnsOf(steps, COLUMNS)
  // The last column is as long as the run lasted into it, but a rate over a few milliseconds would only be noise.
  const lengthS = (range: { from: number; to: number }) => {
    const fullMs = (range.to - range.from) * timeline.stepMs
    return Math.min(fullMs, Math.max(run.durationMs - range.from * timeline.stepMs, fullMs / 2)) / 1000
  }
  const sum = (values: readonly number[], range: { from: number; to: number }) =>
    values.slice(range.from, range.to).reduce((total, value) => total + value, 0)
  const users = ranges.map((range) => highest(timeline.users.slice(range.from, range.to)))
  const rates = ranges.map((range) => sum(timeline.requests, range) / lengthS(range))
  const failures = ranges.map((range) => sum(timeline.failures, range))
  const p50 = ranges.map((range) => highest(timeline.p50Ms.slice(range.from, range.to)))
  const p95 = ranges.map((range) => highest(timeline.p95Ms.slice(range.from, range.to)))
  const p99 = ranges.map((range) => highest(timeline.p99Ms.slice(range.from, range.to)))
  const lines = [
    picture('users', users, (value) => `max ${formatCount(value)}`),
    picture('req/s', rates, (value) => `max ${formatRate(value)}`),
    picture('failures', failures, (value) => (value === 0 ? 'none' : `max ${formatCount(value)} per column`)),
    picture('p50', p50, (value) => `max ${formatDuration(value)}`),
    picture('p95', p95, (value) => `max ${formatDuration(value)}`),
    picture('p99', p99, (value) => `max ${formatDuration(value)}`),
    ...trustLine(timeline, ranges),
  ]
  const column = formatDurationCompact(stepsPerColumn * timeline.stepMs)
  const percentiles =
    stepsPerColumn > 1 ? `; percentiles: the highest of any ${formatDurationCompact(timeline.stepMs)} in it` : ''
  return [
    '',
    `**Course of the run** (one column is ${column}${percentiles}; every line starts at 0)`,
    '',
    '```text',
    ...lines,
    '```',
  ]
}

function picture(name: string, values: readonly (number | null)[], describe: (maximum: number) => string): string {
  const maximum = highest(values)
  return `${name.padEnd(9)}${sparkline(values, maximum ?? 0)}  ${maximum === null ? 'nothing measured' : describe(maximum)}`
}

/** Shown only when there is something to see. */
function trustLine(timeline: RunReport['timeline'], ranges: readonly { from: number; to: number }[]): string[] {
  if (timeline.trust.every((state) => state === 'trusted')) return []
  const signs = ranges.map((range) => {
    const states = timeline.trust.slice(range.from, range.to)
    if (states.includes('notTrusted')) return TRUST_SIGNS.notTrusted
    return states.includes('degraded') ? TRUST_SIGNS.degraded : TRUST_SIGNS.trusted
  })
  return [`${'trust'.padEnd(9)}${signs.join('')}  ⊘ not trusted, ▲ degraded`]
}
