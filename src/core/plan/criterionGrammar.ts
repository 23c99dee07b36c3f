/** `[METRIC] OP VALUE [for DURATION] [, stop]`: what a criterion says, without whom it is about. */
import { parseComparison } from '../units/comparison.ts'
import type { ComparisonOperator } from '../units/comparison.ts'
import { parseDuration } from '../units/duration.ts'
import { parseNumber } from '../units/number.ts'
import { parsedFailure, parsedValue } from '../units/parsed.ts'
import type { Parsed } from '../units/parsed.ts'
import { parsePercent } from '../units/percent.ts'
import { parseRate } from '../units/rate.ts'
import type { Criterion, CriterionMetric } from './compiledPlan.ts'

export interface CriterionText {
  metric: CriterionMetric
  operator: ComparisonOperator
  limit: number
  unit: Criterion['unit']
  windowMs: number | null
  stop: boolean
}

export const METRIC_WORDS = [
  'p50',
  'p90',
  'p95',
  'p99',
  'p99.9',
  'avg',
  'max',
  'min',
  'rate',
  'failures',
  'count',
  'checks',
  'dropped',
  'apdex(500ms)',
] as const
const METRICS = 'a metric: p50 … p99.99, avg, max, min, rate, failures, count, checks, dropped or apdex(500ms)'
/** Measurements are kept by the second; a shorter window would be a guess. */
const SHORTEST_WINDOW_MS = 1000

/** `failure.at` and `failure.length` say which part is wrong. */
export function parseCriterion(text: string): Parsed<CriterionText> & { at?: number; length?: number } {
  const stop = /\s*,\s*stop\s*$/.exec(text)
  const unstopped = stop === null ? text : text.slice(0, stop.index)
  const window = /\s+for\s+([^<>=!]*)$/.exec(unstopped)
  const comparison = window === null ? unstopped : unstopped.slice(0, window.index)
  const operatorAt = comparison.search(/[<>=!]/)
  if (operatorAt < 0) return { ...parsedFailure('a comparison such as p95 < 500ms'), at: 0, length: text.length }
  const metricText = comparison.slice(0, operatorAt)
  const metric = parseMetric(metricText.trim())
  if (!metric.ok) return { ...metric, at: 0, length: Math.max(1, metricText.trimEnd().length) }
  const compared = parseComparison(comparison.slice(operatorAt))
  if (!compared.ok) return { ...compared, at: operatorAt, length: comparison.length - operatorAt }
  const limit = parseLimit(metric.value, compared.value.rest)
  if (!limit.ok) {
    const at = comparison.length - compared.value.rest.length - (comparison.length - comparison.trimEnd().length)
    return { ...limit, at, length: compared.value.rest.length }
  }
  const windowMs = window === null ? parsedValue(null) : parseWindow((window[1] ?? '').trim())
  if (!windowMs.ok) return { ...windowMs, at: comparison.length, length: unstopped.length - comparison.length }
  return parsedValue({
    metric: metric.value,
    operator: compared.value.operator,
    ...limit.value,
    windowMs: windowMs.value,
    stop: stop !== null,
  })
}

/** For the shape check. `stop` alone is what remains of `[ failures < 5% for 10s, stop ]`, where the comma cuts the text. */
export function parseCriterionText(text: string): Parsed<unknown> {
  return text === 'stop' ? parsedValue(null) : parseCriterion(text)
}

function parseWindow(text: string): Parsed<number> {
  const parsed = parseDuration(text)
  if (!parsed.ok) return parsed
  return parsed.value >= SHORTEST_WINDOW_MS ? parsed : parsedFailure('a window of at least 1s')
}

function parseMetric(text: string): Parsed<CriterionMetric> {
  const percentile = /^p(\d{1,2}(?:\.\d{1,3})?)$/.exec(text)
  if (percentile !== null) {
    const p = Number(percentile[1])
    return p > 0 ? parsedValue({ kind: 'percentile', p }) : parsedFailure('a percentile above p0')
  }
  const apdex = /^apdex\(([^)]*)\)$/.exec(text)
  if (apdex !== null) {
    const threshold = parseDuration((apdex[1] ?? '').trim())
    return threshold.ok && threshold.value > 0
      ? parsedValue({ kind: 'apdex', thresholdMs: threshold.value })
      : parsedFailure('apdex with a duration, such as apdex(500ms)')
  }
  switch (text) {
    case 'avg':
    case 'max':
    case 'min':
    case 'rate':
    case 'failures':
    case 'count':
    case 'checks':
    case 'dropped':
      return parsedValue({ kind: text })
    default:
      return parsedFailure(METRICS)
  }
}

function parseLimit(metric: CriterionMetric, text: string): Parsed<{ limit: number; unit: Criterion['unit'] }> {
  switch (metric.kind) {
    case 'percentile':
    case 'avg':
    case 'min':
    case 'max':
      return inUnit(parseDuration(text), 'ms')
    case 'rate':
      return inUnit(parseRate(text), 'perS')
    case 'failures':
    case 'checks':
      return inUnit(parsePercent(text), 'share')
    case 'count':
      return inUnit(wholeNumber(text), 'count')
    case 'dropped':
      // Of all that were due, or how many.
      return text.endsWith('%') ? inUnit(parsePercent(text), 'share') : inUnit(wholeNumber(text), 'count')
    case 'apdex':
      return inUnit(score(text), 'score')
    default: {
      const unknown: never = metric
      throw new TypeError(`Unknown metric ${String(unknown)}`)
    }
  }
}

function inUnit(parsed: Parsed<number>, unit: Criterion['unit']): Parsed<{ limit: number; unit: Criterion['unit'] }> {
  return parsed.ok ? parsedValue({ limit: parsed.value, unit }) : parsed
}

function wholeNumber(text: string): Parsed<number> {
  const parsed = parseNumber(text)
  return parsed.ok && Number.isInteger(parsed.value) && parsed.value >= 0
    ? parsed
    : parsedFailure('a whole number such as 1000')
}

function score(text: string): Parsed<number> {
  const parsed = parseNumber(text)
  return parsed.ok && parsed.value >= 0 && parsed.value <= 1
    ? parsed
    : parsedFailure('a score from 0 to 1, such as 0.85')
}
