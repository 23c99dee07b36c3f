/** Criteria in words: names of metrics, values with their units, and what a limit asks for. */
import type { Criterion, CriterionMetric, CriterionSubject } from '../plan/compiledPlan.ts'
import type { ReportCriterion } from '../report/report.ts'
import { compare } from '../units/comparison.ts'
import { formatDuration, formatDurationCompact } from '../units/duration.ts'
import { formatCount, formatSignificant } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'
import { formatRate } from '../units/rate.ts'

type Unit = Criterion['unit']

/** More than a double has none. */
const MOST_DIGITS = 15

/** As a plan writes it: `p99.9`, `failures`, `apdex(500ms)`. */
export function metricName(metric: CriterionMetric): string {
  switch (metric.kind) {
    case 'percentile':
      return `p${metric.p}`
    case 'apdex':
      return `apdex(${formatDurationCompact(metric.thresholdMs)})`
    case 'avg':
    case 'min':
    case 'max':
    case 'rate':
    case 'failures':
    case 'count':
    case 'checks':
    case 'dropped':
      return metric.kind
    default: {
      const unknown: never = metric
      throw new TypeError(`Unknown metric ${JSON.stringify(unknown)}`)
    }
  }
}

export function subjectName(subject: CriterionSubject): string {
  return subject.kind === 'all' ? 'all' : subject.pattern
}

/**
 * A measured value with its unit, with the digits that it has everywhere; with more only where it would read as its limit, and as many
 * as it takes to tell the two apart.
 */
export function formatActual(actual: number, unit: Unit, limit: number): string {
  const text = formatValue(actual, unit)
  if (actual === limit || withoutIdleZeros(text) !== withoutIdleZeros(formatValue(limit, unit))) return text
  const digits = digitsThatTell(actual, limit)
  switch (unit) {
    case 'ms':
      return `${formatSignificant(actual, digits)} ms`
    case 'share':
      return `${formatSignificant(actual * 100, digits)} %`
    case 'perS':
      return `${formatSignificant(actual, digits)} req/s`
    case 'count':
    case 'score':
      return formatSignificant(actual, digits)
    default: {
      const unknown: never = unit
      throw new TypeError(`Unknown unit ${String(unknown)}`)
    }
  }
}

/** The significant digits with which a value reads as above its limit where it is, and as below where it is below. */
function digitsThatTell(actual: number, limit: number): number {
  const isAbove = actual > limit
  let digits = 3
  while (digits < MOST_DIGITS && !compare(Number(actual.toPrecision(digits)), isAbove ? '>' : '<', limit)) digits++
  return digits
}

/**
 * A limit with its unit, as short as it can be said, and as it was set: `2 s`, `1,235 ms`, `0.125 %`, `50 req/s`. What was measured may lie
 * between a limit and its rounding.
 */
export function formatLimit(limit: number, unit: Unit): string {
  if (unit === 'count' || unit === 'score') return formatPlain(limit)
  if (unit === 'share') return `${asSet(limit * 100)} %`
  if (Number(limit.toPrecision(3)) !== limit) return `${asSet(limit)} ${unit === 'ms' ? 'ms' : 'req/s'}`
  return withoutIdleZeros(formatValue(limit, unit))
}

/** But for what binary fractions make of it: 0.007 times 100 is a hair more than 0.7. */
function asSet(value: number): string {
  const rounded = Number(value.toPrecision(12))
  return Number.isInteger(rounded) ? formatCount(rounded) : withoutIdleZeros(formatSignificant(rounded, 12))
}

function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return formatDuration(value)
    case 'share':
      return formatShare(value, value > 0)
    case 'perS':
      return formatRate(value)
    case 'count':
      return formatCount(value)
    case 'score':
      return value.toFixed(2)
    default: {
      const unknown: never = unit
      throw new TypeError(`Unknown unit ${String(unknown)}`)
    }
  }
}

function formatPlain(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value)
}

function withoutIdleZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '')
}

/** `1 request`, `1,204 requests`. */
export function formatRequests(count: number): string {
  return count === 1 ? '1 request' : `${formatCount(count)} requests`
}

/** Subject and metric as the beginning of a sentence: `POST /api/workflows p99`, `p99 of all requests`. */
export function subjectAndMetric(criterion: Pick<ReportCriterion, 'subject' | 'metric' | 'unit'>): string {
  const { subject, metric, unit } = criterion
  const amount = unit === 'share' ? 'share' : 'number'
  if (subject !== 'all') return `${subject} ${metric}`
  switch (metric) {
    case 'rate':
      return 'The rate of all requests'
    case 'count':
      return 'The number of requests'
    case 'failures':
      return `The ${amount} of failures`
    case 'checks':
      return `The ${amount} of passed checks`
    case 'dropped':
      return `The ${amount} of dropped iterations`
    default:
      return `${metric} of all requests`
  }
}

/** `the maximum is 2 s`, `the target is at least 50 req/s`. */
export function limitClause(criterion: Pick<ReportCriterion, 'level' | 'operator' | 'limit' | 'unit'>): string {
  const { level, operator, unit } = criterion
  const limit = formatLimit(criterion.limit, unit)
  switch (operator) {
    case '<':
    case '<=':
      return `the ${level} is ${limit}`
    case '>':
    case '>=':
      return level === 'target'
        ? `the target is ${operator === '>' ? 'more than' : 'at least'} ${limit}`
        : `it must be ${operator === '>' ? 'more than' : 'at least'} ${limit}`
    case '==':
      return level === 'target' ? `the target is exactly ${limit}` : `it must be exactly ${limit}`
    case '!=':
      return level === 'target' ? `the target is anything but ${limit}` : `it must not be ${limit}`
    default: {
      const unknown: never = operator
      throw new TypeError(`Unknown operator ${String(unknown)}`)
    }
  }
}
