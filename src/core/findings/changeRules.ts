/** Findings about change while the load stays the same: a slow beginning, a drift, spikes that come regularly. */
import { formatDuration } from '../units/duration.ts'
import { formatSignificant } from '../units/number.ts'
import { elapsed, median, present, shownIn, spanOf, steadySteps, type Evidence, type Rule } from './evidence.ts'
import { theilSen } from './theilSen.ts'

const MINUTE_MS = 60_000

/** What the load was in those steps, in words. */
function constantLoad(evidence: Evidence, from: number, to: number): string {
  const { users, iterationsStarted, stepMs } = evidence.report.timeline
  if (evidence.planned?.kind === 'arrivals') {
    const started = iterationsStarted.slice(from, to).reduce((sum, count) => sum + count, 0)
    return `the load stayed at ${formatSignificant((started * 1000) / ((to - from) * stepMs))} iterations per second`
  }
  return `the load stayed at ${formatSignificant(median(users.slice(from, to)))} users`
}

/**
 * A slope of the steps' p50, by Theil–Sen over at least 5 min and 20 steps of constant load. It is said only if it passes 1 % per
 * minute, 10 % in all, and most pairs of steps agree on the direction (τ ≥ 0.4): neighbours in time resemble each other, so a
 * significance test that supposes independent points would cry wolf.
 */
export const drift: Rule = (evidence) => {
  const { timeline } = evidence.report
  const { from, to } = steadySteps(evidence)
  const points = present(timeline.p50Ms, from, to).map(({ at, value }) => ({
    x: ((at - from + 0.5) * timeline.stepMs) / MINUTE_MS,
    y: value,
  }))
  const minutes = ((to - from) * timeline.stepMs) / MINUTE_MS
  if (minutes < 5 || points.length < 20) return null
  const line = theilSen(points)
  if (line === null || line.intercept <= 0) return null
  const perMinute = line.slope / line.intercept
  const end = line.intercept + line.slope * minutes
  if (perMinute < 0.01 || end / line.intercept < 1.1 || line.tau < 0.4) return null
  const span = spanOf(evidence, { from, to })
  return {
    id: 'drift',
    severity: 'warning',
    fact: `p50 rose by ${formatSignificant(perMinute * 100, 2)} % per minute between ${elapsed(span.fromMs)} and ${elapsed(span.toMs)} (from ${formatDuration(line.intercept)} to ${formatDuration(end)} on the fitted line) while ${constantLoad(evidence, from, to)}.`,
    mayMean: 'Something may grow while the target works: data, queues, memory.',
    doNext: 'Run longer at the same load, and watch memory, tables and queues of the target.',
    evidence: shownIn('timeline', null, span),
  }
}

/** The first tenth of constant load against the rest: at least three steps, all slower, by a quarter or more. */
export const warmUpSlower: Rule = (evidence) => {
  const { timeline, run } = evidence.report
  const { from, to } = steadySteps(evidence)
  const points = present(timeline.p50Ms, from, to)
  const border = from + Math.floor((to - from) / 10)
  const first = points.filter(({ at }) => at < border).map(({ value }) => value)
  const rest = points.filter(({ at }) => at >= border).map(({ value }) => value)
  if (first.length < 3 || rest.length < 27) return null
  const usual = median(rest)
  const slow = median(first)
  const upperQuarter = rest.toSorted((a, b) => a - b)[Math.floor(rest.length * 0.75)]!
  if (slow < 1.25 * usual || first.some((value) => value <= upperQuarter)) return null
  const span = spanOf(evidence, { from, to: border })
  const warmUpMs = Math.ceil((span.toMs - run.window.fromMs) / 1000) * 1000 + run.window.fromMs
  return {
    id: 'warm-up',
    severity: 'info',
    fact: `Between ${elapsed(span.fromMs)} and ${elapsed(span.toMs)} requests were slower: the p50 of a step was ${formatDuration(slow)}, afterwards ${formatDuration(usual)} (medians over steps), while ${constantLoad(evidence, from, to)}.`,
    mayMean: 'Caches, pools or compiled code of the target may have needed that time.',
    doNext: `Leave it out of the verdict with warmUp: ${Math.ceil(warmUpMs / 1000)}s, or judge it apart if users meet a cold system.`,
    evidence: shownIn('timeline', null, span),
  }
}

/**
 * Spikes of p99 (above twice its median) at regular distances: at least six, whose distances stray from their median by less than
 * 15 % on average and are at least three steps long. Chance distances stray by about 70 %.
 */
export const periodicSpikes: Rule = (evidence) => {
  const { timeline } = evidence.report
  const { from, to } = steadySteps(evidence)
  const points = present(timeline.p99Ms, from, to)
  if (points.length < 30) return null
  const usual = median(points.map(({ value }) => value))
  const high = points.filter(({ value }) => value > 2 * usual)
  const starts = high.filter(({ at }, index) => index === 0 || at - high[index - 1]!.at > 1).map(({ at }) => at)
  if (starts.length < 6) return null
  const distances = starts.slice(1).map((at, index) => at - starts[index]!)
  const period = median(distances)
  const deviation = distances.reduce((sum, distance) => sum + Math.abs(distance - period), 0) / distances.length
  if (period < 3 || deviation > 0.15 * period) return null
  const span = spanOf(evidence, { from: starts[0]!, to: starts.at(-1)! + 1 })
  const highest = median(high.map(({ value }) => value))
  return {
    id: 'periodic-spikes',
    severity: 'warning',
    fact: `p99 rose above twice its usual ${formatDuration(usual)} every ${formatDuration(period * timeline.stepMs)}, ${starts.length} times between ${elapsed(span.fromMs)} and ${elapsed(span.toMs)}; the median of these steps is ${formatDuration(highest)}.`,
    mayMean: 'Work that comes on a schedule may slow requests down: a flush, a job, a collection of garbage.',
    doNext: `Look for what happens every ${formatDuration(period * timeline.stepMs)} on the target and on the machine of the generator.`,
    evidence: shownIn('timeline', null, span),
  }
}
