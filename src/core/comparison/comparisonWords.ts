/** A comparison in words: the same on a screen, in a report and on the terminal. */
import { formatCount, formatSignificant, NOT_APPLICABLE } from '../units/number.ts'
import { formatDuration } from '../units/duration.ts'
import { formatShare } from '../units/percent.ts'
import { formatRate } from '../units/rate.ts'
import type {
  BuildComparison,
  ComparedBuild,
  ComparisonFinding,
  ComparisonVerdict,
  CompletedComparison,
  Interval,
  MetricComparison,
  VerdictReason,
} from './comparison.ts'
import type { EndpointId } from './comparisonInput.ts'
import { errorShareAt } from './errorShare.ts'
import type { Metric } from './metrics.ts'

export const VERDICT_WORDS: Readonly<Record<ComparisonVerdict, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  unchanged: 'unchanged',
  notEnoughData: 'not enough data',
}

/** Beside the word, never in its place. */
export const VERDICT_SIGNS: Readonly<Record<ComparisonVerdict, string>> = {
  regressed: '✕',
  improved: '✓',
  unchanged: '~',
  notEnoughData: '○',
}

export const METRIC_WORDS: Readonly<Record<Metric, string>> = {
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  p999: 'p99.9',
  errors: 'errors',
  throughput: 'throughput',
  achieved: 'achieved rate',
}

const MINUS = '−'
/** Percentage points. */
const LEAST_POINTS = 1e-4
/** Findings that a sentence names. */
const NAMED = 3

/** A mean of a build, in the unit of the metric. */
export function valueText(metric: Metric, value: number | null): string {
  if (value === null) return NOT_APPLICABLE
  if (metric === 'throughput') return formatRate(value)
  if (metric === 'achieved') return formatShare(value, value < 1)
  return metric === 'errors' ? formatShare(value, value > 0) : formatDuration(value)
}

type Measured = Pick<MetricComparison, 'metric' | 'typical' | 'failureShare'>

/** What a build measured, as people know it. */
export function buildValueText(of: Measured, build: 'baseline' | 'candidate'): string {
  return valueText(of.metric, (of.failureShare ?? of.typical)[build])
}

/** `412 → 486 ms`; with both units where they differ. */
export function pairText(of: Measured): string {
  const [from, to] = [buildValueText(of, 'baseline'), buildValueText(of, 'candidate')]
  return from === NOT_APPLICABLE && to === NOT_APPLICABLE ? NOT_APPLICABLE : joined(from, '→', to)
}

/** A unit that both have is said once. */
function joined(from: string, sign: string, to: string): string {
  const [ofFrom, ofTo] = [from, to].map((text) => / \S+$/.exec(text)?.[0] ?? '')
  return `${ofFrom === ofTo ? from.slice(0, from.length - (ofFrom?.length ?? 0)) : from} ${sign} ${to}`
}

/** `relative`: in %. `absolute`: in the unit of the metric. Shares of failures are in percentage points either way. */
export type ChangeUnit = 'relative' | 'absolute'

type Changed = Pick<MetricComparison, 'metric' | 'effect' | 'interval' | 'typical'> &
  Partial<Pick<MetricComparison, 'failureShare'>>

/** How much it changed: `+18 %`, `+74 ms`, or `+0.42 pp` of a share. */
export function effectText(of: Changed, unit: ChangeUnit = 'relative'): string {
  const { metric, effect, typical } = of
  if (effect === null) return NOT_APPLICABLE
  return isWithoutFailures(of) ? '0 pp' : textOfEffect(metric, effect, typical.baseline, unit)
}

/** Whether neither build failed anything: an effect of errors comes from the half that is added to each count then, and is none. */
export function isWithoutFailures({ failureShare }: Pick<Changed, 'failureShare'>): boolean {
  return failureShare?.baseline === 0 && failureShare.candidate === 0
}

/** `+12 … +24 %`; nothing where it is not known. */
export function intervalText({ metric, interval, typical }: Changed, unit: ChangeUnit = 'relative'): string {
  return interval === null ? '' : textOfInterval(metric, interval, typical.baseline, unit)
}

export function textOfInterval(
  metric: Metric,
  { low, high }: Interval,
  baseline: number | null,
  unit: ChangeUnit = 'relative',
): string {
  return joined(textOfEffect(metric, low, baseline, unit), '…', textOfEffect(metric, high, baseline, unit))
}

/**
 * An effect as a number.
 *
 * @param effect on the scale of the metric
 * @param baseline in the unit of the metric
 * @returns %, percentage points, ms, or requests per second; null where the baseline has no value to begin from
 */
export function changeIn(metric: Metric, effect: number, baseline: number | null, unit: ChangeUnit): number | null {
  if (metric === 'errors') return baseline === null ? null : 100 * (errorShareAt(baseline, effect) - baseline)
  if (unit === 'relative') return 100 * Math.expm1(effect)
  return baseline === null ? null : (metric === 'achieved' ? 100 : 1) * baseline * Math.expm1(effect)
}

export function textOfEffect(
  metric: Metric,
  effect: number,
  baseline: number | null,
  unit: ChangeUnit = 'relative',
): string {
  const change = changeIn(metric, effect, baseline, unit)
  if (change === null) return NOT_APPLICABLE
  // Less is no request of a million: it comes from the half that is added to each count.
  if (metric === 'errors') return `${signed(Math.abs(change) < LEAST_POINTS ? 0 : change)} pp`
  if (unit === 'relative') return `${signed(change)} %`
  if (metric === 'achieved') return `${signed(change)} pp`
  if (change === 0) return '0'
  const size = Math.abs(change)
  return `${change < 0 ? MINUS : '+'}${metric === 'throughput' ? formatRate(size) : formatDuration(size)}`
}

function signed(value: number): string {
  const text = formatSignificant(Math.abs(value), 2)
  if (Number(text) === 0) return '0'
  return `${value < 0 ? MINUS : '+'}${text}`
}

/** Why the verdict is what it is, as a sentence without its full stop. */
export function reasonText(reason: VerdictReason, { runsNeeded, baseline, candidate }: MetricComparison): string {
  switch (reason.kind) {
    case 'clearChange':
      return 'beyond chance, and beyond what matters'
    case 'equivalent':
      return 'any change is smaller than what matters'
    case 'realButSmall':
      return 'a real change, smaller than what matters'
    case 'tooUncertain':
      return `${reason.isSignificant ? 'a change, but it may be smaller than what matters' : 'too uncertain either way'}${neededText(reason.isSignificant ? runsNeeded.change : runsNeeded.unchanged, baseline.length, candidate.length)}`
    case 'spreadUnknown':
      return 'one run against one says nothing of how far runs of one build differ; run each build again'
    case 'oneRunDecides':
      return `one run decides (${reason.runIds.join(', ')})`
    case 'tooFewRequests':
      return `fewer than ${formatCount(reason.needed)} requests`
    case 'notMeasured':
      return 'not measured in both builds'
    default: {
      const unknown: never = reason
      throw new TypeError(`Unknown reason ${JSON.stringify(unknown)}`)
    }
  }
}

function neededText(needed: number | null, ...runs: number[]): string {
  if (needed === null) return ''
  // With those that there are it could not be decided.
  return `; about ${formatCount(Math.max(needed, Math.min(...runs) + 1))} runs of each build would do`
}

/** `1.42.0 (5 runs)`; ids where there is no label. */
export function buildText({ labels, runIds }: ComparedBuild): string {
  const name = labels.length > 0 ? labels.join(', ') : runIds.slice(0, NAMED).join(', ')
  return `${name} (${runIds.length === 1 ? '1 run' : `${formatCount(runIds.length)} runs`})`
}

/** `<0.001`, `0.023`; of a chance. */
export function chanceText(chance: number | null): string {
  if (chance === null) return ''
  return chance < 0.001 ? '<0.001' : formatSignificant(chance, 2)
}

/** Endpoint and metric: `GET /search p95`; without an endpoint, of the whole run. */
export function placeText(endpoint: EndpointId | null, metric: Metric): string {
  return endpoint === null ? METRIC_WORDS[metric] : `${endpoint.name} ${METRIC_WORDS[metric]}`
}

/** What became of it, as a sentence: whatever a person reads first. */
export function summarySentence(comparison: BuildComparison): string {
  if (comparison.outcome === 'refused') return 'Not compared: these runs say nothing of the builds.'
  const found = comparison.findings.filter(({ direction }) => direction === comparison.verdict)
  switch (comparison.verdict) {
    case 'regressed':
    case 'improved':
      return `${capitalized(comparison.verdict)}: ${found
        .slice(0, NAMED)
        .map((finding) => findingText(finding, comparison))
        .join('; ')}${found.length > NAMED ? `; and ${found.length - NAMED} more` : ''}.`
    case 'unchanged':
      return `Unchanged: nothing moved by more than matters, in ${countText(comparison)}.`
    case 'notEnoughData':
      return notEnoughText(comparison)
    default: {
      const unknown: never = comparison.verdict
      throw new TypeError(`Unknown verdict ${String(unknown)}`)
    }
  }
}

function notEnoughText(comparison: CompletedComparison): string {
  const { notEnoughData, unchanged } = comparison.counts
  const others = unchanged === 0 ? '' : `; ${formatCount(unchanged)} unchanged`
  const all = [...comparison.whole, ...comparison.endpoints.flatMap(({ metrics }) => metrics)]
  if (all.length === 0) return 'Not enough data to tell: no endpoint was measured in seconds that count.'
  const isUnknown = all.some(({ reason }) => reason.kind === 'spreadUnknown')
  const cure = isUnknown ? ' One run of a build says nothing of how far its runs differ: run each build again.' : ''
  return `Not enough data to tell, for ${formatCount(notEnoughData)} of ${countText(comparison)}${others}.${cure}`
}

function countText({ counts, endpoints }: CompletedComparison): string {
  const metrics = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return `${formatCount(metrics)} metrics of ${endpoints.length === 1 ? '1 endpoint' : `${formatCount(endpoints.length)} endpoints`}`
}

/** `GET /search p50 +25 % (+22 … +28 %), p95 +24 %`; of several endpoints, the first and how many. */
export function findingText(finding: ComparisonFinding, { whole, endpoints }: CompletedComparison): string {
  const metricAt = ({ endpoint, metric }: ComparisonFinding['changes'][number]): MetricComparison | undefined =>
    (endpoint === null ? whole : (endpoints.find((own) => isSame(own.endpoint, endpoint))?.metrics ?? [])).find(
      (own) => own.metric === metric,
    )
  const [first] = finding.changes
  if (first === undefined) return ''
  const own = finding.changes.filter(({ endpoint }) => isSame(endpoint, first.endpoint))
  const texts = own.slice(0, NAMED).map((change, at) => {
    const metric = metricAt(change)
    const effect = metric === undefined ? '' : ` ${effectText(metric)}`
    const interval = metric === undefined || at > 0 ? '' : ` (${intervalText(metric)})`
    return `${METRIC_WORDS[change.metric]}${effect}${interval}`
  })
  const name = first.endpoint === null ? '' : `${first.endpoint.name} `
  const others = new Set(
    finding.changes.flatMap(({ endpoint }) =>
      endpoint === null || isSame(endpoint, first.endpoint) ? [] : [JSON.stringify(endpoint)],
    ),
  ).size
  const everywhere = finding.isEverywhere && others > 0 ? ', everywhere' : ''
  const more =
    others === 0
      ? ''
      : `${everywhere}, with ${others === 1 ? 'another endpoint' : `${formatCount(others)} other endpoints`}`
  const confirm = finding.needsConfirmation ? '; from a single run, to be confirmed' : ''
  return `${name}${texts.join(', ')}${more}${confirm}`
}

function isSame(one: EndpointId | null, other: EndpointId | null): boolean {
  if (one === null || other === null) return one === other
  return one.name === other.name && one.kind === other.kind
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
