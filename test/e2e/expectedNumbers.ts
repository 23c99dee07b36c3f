/** What numbers of a report look like where they are shown: in the words of core/units, as tables to hold a screen against. */
import { formatLimit } from '../../src/core/criteria/criterionText.ts'
import type { ReportCriterion, ReportStatistics } from '../../src/core/report/report.ts'
import { actualText, statusWord } from '../../src/core/report/words.ts'
import { formatDuration } from '../../src/core/units/duration.ts'
import { formatCount, formatDelta, formatSignificant, NOT_APPLICABLE } from '../../src/core/units/number.ts'
import { formatPoints, formatShare } from '../../src/core/units/percent.ts'
import { formatRate } from '../../src/core/units/rate.ts'

type Latency = Partial<Record<'p50' | 'p95' | 'p99' | 'max', number>>

export interface Numbers {
  requests: number
  failures: number
  ratePerS: number
  latency: Latency | null
}

export function numbersOf({ requests, failures, ratePerS, latencyMs }: ReportStatistics): Numbers {
  return { requests, failures, ratePerS, latency: latencyMs }
}

const shareOf = ({ requests, failures }: Numbers): string =>
  requests === 0 ? NOT_APPLICABLE : formatShare(failures / requests, failures > 0)

/** The columns of the table of endpoints that requests decide; percentiles that are not given are left out. */
export function endpointCells(numbers: Numbers): Record<string, string> {
  const { requests, ratePerS, latency } = numbers
  const named = { 'p50 ms': latency?.p50, 'p95 ms': latency?.p95, 'p99 ms': latency?.p99, 'Max ms': latency?.max }
  const known = Object.entries(named).filter(([, ms]) => ms !== undefined || latency === null)
  return {
    Requests: formatCount(requests),
    'req/s': formatRate(ratePerS, ''),
    Errors: shareOf(numbers),
    ...Object.fromEntries(known.map(([name, ms]) => [name, ms === undefined ? NOT_APPLICABLE : formatSignificant(ms)])),
  }
}

/** A row of the terminal, columns parted by one space. */
export function terminalRow(name: string, numbers: Numbers): string {
  const { requests, ratePerS, latency } = numbers
  const times = [latency?.p50, latency?.p95, latency?.p99, latency?.max]
  const texts = times.map((ms) => (ms === undefined ? NOT_APPLICABLE : formatDuration(ms)))
  return [name, formatCount(requests), formatRate(ratePerS, '/s'), shareOf(numbers), ...texts].join(' ')
}

/** A row of the table of criteria. */
export function criterionCells(criterion: ReportCriterion): Record<string, string> {
  const { status, text, level, stop, subject, operator, limit, unit, samples, firstBreakMs } = criterion
  const word = status === 'tooFew' ? 'too few' : statusWord(status)
  return {
    Status: word[0]!.toUpperCase() + word.slice(1),
    Criterion: text,
    Level: stop ? `${level} · stops the run` : level,
    Of: subject === 'all' ? 'All requests' : subject,
    Actual: actualText(criterion),
    Limit: `${operator} ${formatLimit(limit, unit)}`,
    Samples: formatCount(samples),
    Since: firstBreakMs === null ? NOT_APPLICABLE : clock(firstBreakMs),
  }
}

/** How criteria stand in few words, as their tile says it. */
export function criteriaTile(criteria: readonly ReportCriterion[]): string {
  const worst = (['overMaximum', 'overTarget', 'notTrusted', 'tooFew'] as const).find((status) =>
    criteria.some((each) => each.status === status),
  )
  const count = criteria.filter(({ status }) => status === (worst ?? 'met')).length
  return `${count} of ${criteria.length} ${statusWord(worst ?? 'met')}`
}

/** The rows of the numbers of two windows: name, A, B, B − A. */
export function comparedRows([a, b]: readonly [Numbers, Numbers], lengthsS: readonly [number, number]): string[][] {
  const beyond = { p50: 20, p95: 200, p99: 1000 }
  const [samplesOfA, samplesOfB] = [a.requests - a.failures, b.requests - b.failures]
  const fewest = Math.min(samplesOfA, samplesOfB)
  return [
    ['Length', `${lengthsS[0]} s`, `${lengthsS[1]} s`, ''],
    ['Requests', formatCount(a.requests), formatCount(b.requests), ''],
    [
      'Throughput',
      formatRate(a.ratePerS),
      formatRate(b.ratePerS),
      formatDelta(a.ratePerS, b.ratePerS, (perS) => formatRate(perS, '/s')),
    ],
    ['Errors', shareOf(a), shareOf(b), formatPoints(a.failures / a.requests, b.failures / b.requests)],
    ...(['p50', 'p95', 'p99'] as const).map((p) => [
      `Latency ${p}`,
      formatDuration(a.latency![p]!),
      formatDuration(b.latency![p]!),
      // Ten have to lie beyond a percentile for a difference of it to say something.
      fewest < beyond[p] ? `○ n=${fewest}` : formatDelta(a.latency![p]!, b.latency![p]!, formatDuration),
    ]),
  ]
}

/** Time since the start, `02:05`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}
