/** Trends in words: the same on a screen, in a report and on the terminal. Names in them are as others wrote them. */
import { METRIC_WORDS, placeText, textOfEffect, textOfInterval, valueText } from '../comparison/comparisonWords.ts'
import type { Metric } from '../comparison/metrics.ts'
import { formatCount } from '../units/number.ts'
import {
  beganAt,
  isOpenRegression,
  type BuildOnTrend,
  type LeftOutReason,
  type ScenarioTrend,
  type TrendBreak,
  type TrendChange,
} from './scenarioTrend.ts'
import type { Fingerprint, NextRunLimit, TrendEffect, TrendSegment, TrendState, TrendVerdict } from './trendTypes.ts'
import type { TriageState } from './triage.ts'

export const CHANGE_WORDS: Readonly<Record<TrendVerdict, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  changed: 'changed',
}

export const STATE_WORDS: Readonly<Record<TrendState, string>> = {
  suspected: 'suspected',
  confirmed: 'confirmed',
  wentAway: 'went away',
}

/** `new`: nobody has said anything yet. */
export const TRIAGE_WORDS: Readonly<Record<TriageState | 'new', string>> = {
  new: 'new',
  acknowledged: 'acknowledged',
  expected: 'expected',
  noise: 'noise',
  fixed: 'fixed',
}

const FINGERPRINT_WORDS: Readonly<Record<keyof Fingerprint, string>> = {
  plan: 'plan',
  profile: 'profile',
  host: 'generator host',
  generator: 'generator',
}

const LEFT_OUT_WORDS: Readonly<Record<LeftOutReason, string>> = {
  notTrusted: 'not trusted',
  steered: 'steered',
  notCompleted: 'not completed',
}

/** Changes that a sentence names. */
const NAMED = 3
/** Builds at a new level that confirm it. */
const CONFIRMING_BUILDS = 3

export function buildOnTrendText({ build, runId }: BuildOnTrend): string {
  return build ?? `run ${runId}`
}

/** The first build of the new level: `1.42.0`, or `1.41.0 (found at 1.42.0)` where somebody knew better. */
export function beganText({ at, moved }: Pick<TrendChange, 'at' | 'moved'>): string {
  return moved === null ? buildOnTrendText(at) : `${buildOnTrendText(moved.to)} (found at ${buildOnTrendText(at)})`
}

/** `+18 %`, or `+0.42 pp` of a share of failures. */
export function sizeText(metric: Metric, effect: TrendEffect): string {
  return textOfEffect(metric, onScale(effect, effect.value), effect.before)
}

/** `+15 … +21 %`. */
export function sizeIntervalText(metric: Metric, effect: TrendEffect): string {
  const { low, high } = effect.interval
  return textOfInterval(metric, { low: onScale(effect, low), high: onScale(effect, high) }, effect.before)
}

function onScale({ of }: TrendEffect, value: number): number {
  return of === 'difference' ? value : Math.log(value)
}

/** The builds of which one is it, with 95 %: `1.31.0 … 1.33.0 (3)`; of a drift, where it goes on. */
export function amongText({ at, among }: TrendChange): string {
  const [first, last] = [among[0] ?? at, among.at(-1) ?? at]
  if (among.length <= 1) return buildOnTrendText(first)
  return `${buildOnTrendText(first)} … ${buildOnTrendText(last)} (${formatCount(among.length)})`
}

/** `confirmed`, `suspected (2 builds)`, `went away at 1.35.0`, with what makes it less than a step of importance. */
export function stateText({ finding, returnedAt, stands }: TrendChange): string {
  const { state, buildsSince, kind, minor } = finding
  const remarks = [
    ...(state === 'suspected' ? [countOf(buildsSince, 'build')] : []),
    ...(kind === 'drift' ? ['drift'] : []),
    ...(minor ? ['minor'] : []),
    ...(stands || state === 'wentAway' ? [] : ['past']),
  ]
  const back = returnedAt === null ? '' : ` at ${buildOnTrendText(returnedAt)}`
  return `${STATE_WORDS[state]}${back}${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}

/** `GET /search p95 +18 % (+15 … +21 %) at 1.32.0`. */
export function changeText(change: TrendChange): string {
  return `${sizedText(change)} ${sinceText(change)}`
}

function sizedText({ endpoint, metric, finding: { effect } }: TrendChange): string {
  return `${placeText(endpoint, metric)} ${sizeText(metric, effect)} (${sizeIntervalText(metric, effect)})`
}

function sinceText(change: TrendChange): string {
  return `${change.finding.kind === 'step' ? 'at' : 'slowly, since'} ${beganText(change)}`
}

/** `plan and profile changed`. */
export function breakText({ changed }: Pick<TrendBreak, 'changed'>): string {
  const words = changed.map((part) => FINGERPRINT_WORDS[part])
  return `${words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}` : words[0]} changed`
}

/** `98.2 ms … 107 ms`: 99 of 100 next runs lie in it while nothing changes. */
export function nextRunText(metric: Metric, { low, high }: NextRunLimit): string {
  return `${valueText(metric, low)} … ${valueText(metric, metric === 'achieved' ? Math.min(high, 1) : high)}`
}

/** How far a stretch of one fingerprint tells anything, as a sentence without its full stop. */
export function segmentText(segment: TrendSegment): string {
  const builds = countOf(segment.builds.length, 'build')
  if (segment.state === 'tooFewBuilds') return `${builds}; ${formatCount(segment.buildsNeeded)} more make a trend`
  const levels = segment.levels === 1 ? 'one level' : `${formatCount(segment.levels)} levels`
  return `${levels} over ${builds}`
}

/** How the newest build lies beside those before it, as a sentence without its full stop; null where that is no news. */
export function newestText({ newest }: TrendSegment): string | null {
  if (newest === null || newest === 'within') return null
  return `the newest build lies ${newest} what those before it let expect`
}

/** `3 runs are left out: 2 not trusted (a, b), 1 steered (c)`; null where none is. */
export function leftOutText({ leftOut }: Pick<ScenarioTrend, 'leftOut'>): string | null {
  if (leftOut.length === 0) return null
  const reasons = (Object.keys(LEFT_OUT_WORDS) as LeftOutReason[]).flatMap((reason) => {
    // The newest are those that somebody may still do something about.
    const ids = leftOut.filter((run) => run.reason === reason).map(({ runId }) => runId).toReversed() // prettier-ignore
    if (ids.length === 0) return []
    const named = `${ids.slice(0, NAMED).join(', ')}${ids.length > NAMED ? ', …' : ''}`
    return [`${formatCount(ids.length)} ${LEFT_OUT_WORDS[reason]} (${named})`]
  })
  return `${leftOut.length === 1 ? '1 run is' : `${formatCount(leftOut.length)} runs are`} left out: ${reasons.join(', ')}`
}

export function leftOutReasonText(reason: LeftOutReason): string {
  return LEFT_OUT_WORDS[reason]
}

/** What stands at the newest runs, in a word. `known`: regressions only that somebody has said to be known. */
export type TrendStanding = 'regressed' | 'suspected' | 'known' | 'improved' | 'unchanged' | 'tooFewBuilds'

export function trendStanding({ changes, series, runs }: ScenarioTrend): TrendStanding {
  const open = changes.filter(isOpenRegression)
  if (open.some(({ finding }) => finding.state === 'confirmed')) return 'regressed'
  if (open.length > 0) return 'suspected'
  const standing = changes.filter(({ stands, finding }) => stands && !finding.minor)
  if (standing.some(({ finding }) => finding.verdict === 'regressed')) return 'known'
  if (standing.length > 0) return 'improved'
  return buildsNeededNow({ series, runs }) === 0 ? 'unchanged' : 'tooFewBuilds'
}

/** What became of it, as a sentence: whatever a person reads first, and last. */
export function trendSentence(trend: ScenarioTrend): string {
  const { changes, series } = trend
  const standing = trendStanding(trend)
  const important = changes.filter(({ stands, finding }) => stands && !finding.minor)
  switch (standing) {
    case 'regressed':
      return `Regressed: ${listed(important.filter(isOpenRegression))}.`
    case 'suspected': {
      const open = important.filter(isOpenRegression)
      const builds = CONFIRMING_BUILDS - Math.max(...open.map(({ finding }) => finding.buildsSince))
      return `Regression suspected: ${listed(open)}; ${builds <= 1 ? 'one more build' : `${builds} more builds`} like it will confirm it.`
    }
    case 'known': {
      const known = important.filter(({ finding }) => finding.verdict === 'regressed')
      return `No new regression; known: ${listed(known)}.`
    }
    case 'improved':
      return `Improved: ${listed(important)}.`
    case 'unchanged': {
      const minor = changes.filter(({ stands, finding }) => stands && finding.minor).length
      const small =
        minor === 0 ? '' : ` of importance; ${minor === 1 ? 'a small one stands' : `${minor} small ones stand`}`
      return `Unchanged: no change${small === '' ? ' stands' : small}, in ${formatCount(series.length)} series over ${countOf(buildsNow(trend), 'build')}.`
    }
    case 'tooFewBuilds': {
      const builds = buildsNow(trend)
      if (builds === 0) return 'No run counts yet: there is nothing to see a trend in.'
      return `Too little history: ${countOf(builds, 'build')} under the present plan, profile and generator; ${formatCount(buildsNeededNow(trend))} more make a trend. Until then compare two builds.`
    }
    default: {
      const unknown: never = standing
      throw new TypeError(`Unknown standing ${String(unknown)}`)
    }
  }
}

/** `GET /search p99 +19 % (+17 … +20 %), p95 +18 % at 1.42.0; and 2 more`: what one endpoint shows since one build is one thing. */
function listed(changes: readonly TrendChange[]): string {
  const things = new Map<string, TrendChange[]>()
  for (const change of changes) {
    const { endpoint, finding } = change
    const key = JSON.stringify([endpoint, beganAt(change).runId, finding.verdict, finding.kind])
    things.set(key, [...(things.get(key) ?? []), change])
  }
  const texts = [...things.values()].map((own) => {
    const [first, ...others] = own as [TrendChange, ...TrendChange[]]
    const sizes = others.map(({ metric, finding }) => `, ${METRIC_WORDS[metric]} ${sizeText(metric, finding.effect)}`)
    return `${sizedText(first)}${sizes.join('')} ${sinceText(first)}`
  })
  const more = texts.length > NAMED ? `; and ${formatCount(texts.length - NAMED)} more` : ''
  return `${texts.slice(0, NAMED).join('; ')}${more}`
}

/** Builds of the longest series under the fingerprint of the newest run. */
function buildsNow(trend: Pick<ScenarioTrend, 'series' | 'runs'>): number {
  return Math.max(0, ...presentSegments(trend).map(({ builds }) => builds.length))
}

function buildsNeededNow(trend: Pick<ScenarioTrend, 'series' | 'runs'>): number {
  const needed = presentSegments(trend).map((segment) => (segment.state === 'tooFewBuilds' ? segment.buildsNeeded : 0))
  return needed.length === 0 ? 1 : Math.min(...needed)
}

function presentSegments({ series, runs }: Pick<ScenarioTrend, 'series' | 'runs'>): TrendSegment[] {
  const newest = runs.at(-1)?.runId
  return series.flatMap(({ trend }) => {
    const last = trend.builds.findLast(({ runIds }) => newest !== undefined && runIds.includes(newest))
    return last === undefined ? [] : [trend.segments[last.segment]!]
  })
}

function countOf(count: number, what: string): string {
  return `${formatCount(count)} ${count === 1 ? what : `${what}s`}`
}
