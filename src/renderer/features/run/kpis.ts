/** The six tiles: what each says, from the tick of a run that goes on or from the answer for the window. */
import type { LatencyChoice, TimelineView, WindowView } from '../../../contract/methods/analysis.ts'
import type { RunTick } from '../../../contract/runTick.ts'
import { formatLimit } from '../../../core/criteria/criterionText.ts'
import type { ReportCriterion } from '../../../core/report/report.ts'
import { failureShares, requestsPerS } from '../../charts/lanes/requestRates.ts'
import { formatCount, formatMs, formatRate, formatShare, formatShort } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'
import { criteriaSummary } from './criterionWords.ts'
import { outOfNoise } from './outOfNoise.ts'
import { pickLatency } from './pickLatency.ts'
import type { RecentSeconds } from './recentSeconds.ts'

export interface Kpi {
  id: 'criteria' | 'throughput' | 'latency' | 'errors' | 'users' | 'inFlight'
  label: string
  /** Of the window, or of the run: see `scope`. */
  value: string
  /** What `value` covers: `run`, `without warm-up to 00:15`, `window`, `now`, `highest of 60 readings`. What may be cut off stands last. */
  scope: string
  /** Of the last five seconds; null: the run does not go on. */
  now: string | null
  /** `now` has left the noise of the last minute. */
  change: 'up' | 'down' | null
  /** What it is held against: `target`, `< 500 ms`, or `20 planned`, which is no limit; null: nothing. */
  aim: { level: ReportCriterion['level'] | null; text: string } | null
  tone: Tone
  /** NaN is a gap. */
  line: ArrayLike<number> | null
  lineLabel: string
}

export interface KpiSource {
  /** Null: nothing is known for the window yet. */
  window: WindowView | null
  /** What the numbers cover. */
  scope: string
  latency: LatencyChoice
  /** p95 of the window where rows do not have the distribution that was chosen; null: not known. */
  otherP95Ms: number | null
  /** Null: the run has ended, or tells no ticks. */
  tick: RunTick | null
  recent: RecentSeconds
  /** The window in at most 60 steps, for a run that has ended. */
  lines: TimelineView | null
  /** The big numbers may come from the tick: it counts the same requests, a few seconds fresher. */
  isTickOfWindow: boolean
  /** Only some requests are counted: limits on all of them say nothing here. */
  isFiltered: boolean
}

export function kpisOf(source: KpiSource): Kpi[] {
  return [criteriaTile(source), throughputTile(source), latencyTile(source), errorsTile(source), ...loadTiles(source)]
}

/** The tick's numbers are of the run so far where it may speak for the window; else the host's answer. */
function numbersOf({ tick, window, isTickOfWindow }: KpiSource) {
  if (tick !== null && isTickOfWindow) {
    const { requests, failures, ratePerS, p95Ms } = tick.run
    // Nothing is counted in the warm-up; after it no answer is a rate of 0, which may be judged.
    const hasRate = requests > 0 || tick.phase !== 'warm-up'
    return { requests, failures, ratePerS: hasRate ? ratePerS : null, p95Ms, criteria: tick.criteria }
  }
  if (window === null) return null
  const { requests, failures, ratePerS } = window.totals
  return { requests, failures, ratePerS, p95Ms: null, criteria: window.criteria }
}

function criteriaTile(source: KpiSource): Kpi {
  const numbers = numbersOf(source)
  const { text, tone } = numbers ? criteriaSummary(numbers.criteria) : { text: '–', tone: 'plain' as const }
  return {
    id: 'criteria',
    label: source.tick ? 'Criteria so far' : 'Criteria',
    value: text,
    scope: source.scope,
    now: null,
    change: null,
    aim: null,
    tone,
    line: null,
    lineLabel: '',
  }
}

function throughputTile(source: KpiSource): Kpi {
  const numbers = numbersOf(source)
  const { tick } = source
  const limit = limitOf(source, 'rate')
  return {
    id: 'throughput',
    label: 'Throughput',
    value: formatRate(numbers?.ratePerS),
    scope: source.scope,
    now: tick && formatRate(tick.now.ratePerS, '/s'),
    change: tick && outOfNoise(tick.now.ratePerS, source.recent.ratePerS),
    aim: limit.aim,
    tone: limit.tone,
    ...line(source, 'Requests per second', (recent) => recent.ratePerS, requestsPerS),
  }
}

function latencyTile(source: KpiSource): Kpi {
  const { tick, window, latency, otherP95Ms } = source
  const isOk = latency.of === 'ok' && latency.from === 'intended'
  const ofWindow = window && (pickLatency(window.totals, latency)?.p95 ?? otherP95Ms)
  const limit = isOk ? limitOf(source, 'p95') : { aim: null, tone: 'plain' as const }
  return {
    id: 'latency',
    label: 'Latency p95',
    value: formatMs(isOk && tick && source.isTickOfWindow ? tick.run.p95Ms : ofWindow),
    scope: source.scope,
    // Ticks know the response times of successful requests only.
    now: isOk && tick ? formatMs(tick.now.p95Ms) : null,
    change: isOk && tick ? outOfNoise(tick.now.p95Ms, source.recent.p95Ms) : null,
    aim: limit.aim,
    tone: limit.tone,
    ...line(source, 'p95 of each step', (recent) => (isOk ? recent.p95Ms : null), p95s),
  }
}

function errorsTile(source: KpiSource): Kpi {
  const numbers = numbersOf(source)
  const { tick } = source
  const share = (requests: number, failures: number): number | null => (requests > 0 ? failures / requests : null)
  const limit = limitOf(source, 'failures')
  return {
    id: 'errors',
    label: 'Errors',
    value: numbers ? formatShare(share(numbers.requests, numbers.failures), numbers.failures) : '–',
    scope: numbers
      ? `${formatShort(numbers.failures)} of ${formatShort(numbers.requests)} · ${source.scope}`
      : source.scope,
    now: tick && formatShare(share(tick.now.requests, tick.now.failures), tick.now.failures),
    change: tick && outOfNoise(share(tick.now.requests, tick.now.failures), source.recent.failureShare),
    aim: limit.aim,
    tone: limit.tone === 'plain' && (numbers?.failures ?? 0) > 0 ? 'warn' : limit.tone,
    ...line(source, 'Share of errors', (recent) => recent.failureShare, failureShares),
  }
}

/** What the load is at this moment; of a run that has ended, what it was at most. */
function loadTiles(source: KpiSource): [Kpi, Kpi] {
  const { tick, lines } = source
  const isRead = (_: number, step: number): boolean => (lines?.countedS[step] ?? 0) > 0
  const scope = tick ? 'now' : lines ? highestOf(lines.countedS.filter(isRead).length) : source.scope
  const users = tick ? tick.users : lines && largest(lines.users)
  const inFlight = tick ? tick.inFlight : lines && largest(lines.inFlight)
  const unit = tick?.planned.unit ?? lines?.plannedUnit ?? 'users'
  // What is planned is known of seconds that are left out, too: beside readings without them it would look like a shortage.
  const planned = tick ? tick.planned.level : lines && largest(lines.planned.filter(isRead))
  const common = { scope, now: null, change: null, tone: 'plain' as const }
  return [
    {
      ...common,
      id: 'users',
      label: 'Users',
      value: formatCount(users),
      aim:
        planned === null
          ? null
          : {
              level: null,
              text: `${unit === 'users' ? formatCount(Math.round(planned)) : formatRate(planned, 'iterations/s')} planned`,
            },
      ...line(
        source,
        'Users',
        (recent) => recent.users,
        (timeline) => timeline.users,
      ),
    },
    {
      ...common,
      id: 'inFlight',
      label: 'In-flight',
      value: formatCount(inFlight),
      aim: tick && tick.dropped > 0 ? { level: null, text: `${formatCount(tick.dropped)} iterations dropped` } : null,
      ...line(
        source,
        'Requests in flight',
        (recent) => recent.inFlight,
        (timeline) => timeline.inFlight,
      ),
    },
  ]
}

/** The last minute while the run goes on, else the window. */
function line(
  { tick, recent, lines }: KpiSource,
  name: string,
  ofRecent: (recent: RecentSeconds) => ArrayLike<number> | null,
  ofTimeline: (timeline: TimelineView) => ArrayLike<number>,
): Pick<Kpi, 'line' | 'lineLabel'> {
  if (tick) return { line: ofRecent(recent), lineLabel: `${name}, last 60 s` }
  return { line: lines && ofTimeline(lines), lineLabel: `${name}, over the window` }
}

function p95s({ percentiles, t }: TimelineView): Float64Array {
  return percentiles.find(({ p }) => p === 95)?.ms ?? new Float64Array(t.length).fill(Number.NaN)
}

/** The limit on all requests that is worst off; the maximum where target and maximum stand alike. */
function limitOf(source: KpiSource, metric: string): Pick<Kpi, 'aim' | 'tone'> {
  const criteria: readonly ReportCriterion[] = source.isFiltered ? [] : (numbersOf(source)?.criteria ?? [])
  const own = criteria.filter((each) => each.subject === 'all' && each.metric === metric)
  const broken = own.find(({ status }) => status === 'overMaximum') ?? own.find(({ status }) => status === 'overTarget')
  const shown = broken ?? own.find(({ level }) => level === 'target') ?? own[0]
  if (shown === undefined) return { aim: null, tone: 'plain' }
  const tone = broken ? (broken.status === 'overMaximum' ? 'fail' : 'warn') : shown.status === 'met' ? 'met' : 'unknown'
  return {
    aim: { level: shown.level, text: `${shown.operator} ${formatLimit(shown.limit, shown.unit)}` },
    tone,
  }
}

function highestOf(readings: number): string {
  return `highest of ${formatCount(readings)} ${readings === 1 ? 'reading' : 'readings'}`
}

function largest(values: Float64Array): number | null {
  let found: number | null = null
  for (const value of values) if (!Number.isNaN(value) && (found === null || value > found)) found = value
  return found
}
