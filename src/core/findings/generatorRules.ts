/** Findings about the load itself: whether it was what was planned, and whether the generator stood in its way. */
import { isSuspect, summarizeTrust } from '../criteria/untrusted.ts'
import { TRUST_THRESHOLDS } from '../criteria/trustThresholds.ts'
import { subjectAndMetric } from '../criteria/criterionText.ts'
import { describeTrust, touchedText } from '../criteria/trustWords.ts'
import { formatDuration } from '../units/duration.ts'
import { formatCount } from '../units/number.ts'
import { formatShare } from '../units/percent.ts'
import { achievedLoad } from '../report/achievedLoad.ts'
import { elapsed, judgedSteps, median, present, shownIn, spanOf, sum, type Rule } from './evidence.ts'

export const generatorLimited: Rule = ({ report, trust }) => {
  const { fromMs, toMs } = report.run.window
  const judged = trust.filter(({ t }) => (t + 1) * 1000 > fromMs && t * 1000 < toMs)
  const distorted = judged.filter((second) => isSuspect(second))
  const { stepMs, requests } = report.timeline
  // The load that was dropped has a finding of its own.
  const share = summarizeTrust(
    judged.map((second) => ({ ...second, reasons: second.reasons.filter(({ signal }) => signal !== 'dropped') })),
    'closed',
    (t) => requests[Math.floor((t * 1000) / stepMs)] ?? 0,
  ).untrusted.touched
  if (share <= 0.01) return null
  const words = describeTrust(
    distorted.map((second) => ({
      ...second,
      reasons: second.reasons.filter((reason) => reason.signal !== 'dropped' && reason.state === 'notTrusted'),
    })),
  )
  const first = words.reasons[0]!.replace(/ \(not trusted in .*\)$/, '')
  return {
    id: 'generator-limited',
    severity: share > TRUST_THRESHOLDS.untrustedLoadShare ? 'problem' : 'warning',
    fact: `The generator was not trusted in ${distorted.length} of ${judged.length} s, for ${touchedText(share)} of the load. ${first}.`,
    mayMean:
      'Response times of those seconds may contain delay of the generator itself, and the load may have been lower.',
    doNext: words.advice[0]!,
    evidence: shownIn('generator'),
  }
}

/**
 * A latency over its limit by no more than the event loop was late: below the limits of trust own delay is a part of every number,
 * and here it may be the part that decides.
 */
export const ownDelayAtLimit: Rule = ({ report }) => {
  const { generatorHealth, criteria } = report
  const ownMs = generatorHealth.eventLoopDelayMs?.p99 ?? 0
  const near = criteria.filter(
    ({ status, unit, operator, actual, limit }) =>
      (status === 'overMaximum' || status === 'overTarget') &&
      unit === 'ms' &&
      (operator === '<' || operator === '<=') &&
      actual !== null &&
      actual - limit <= ownMs,
  )
  const first = near[0]
  if (first === undefined) return null
  const more = near.length === 1 ? '' : ` The same is true of ${near.length - 1} more.`
  return {
    id: 'own-delay-at-limit',
    severity: 'warning',
    fact: `${subjectAndMetric(first)} is ${formatDuration(first.actual! - first.limit)} over its limit; the event loop of an engine was late by up to ${formatDuration(ownMs)} (p99 of a second).${more}`,
    mayMean: 'What is over the limit may be delay of the generator itself.',
    doNext:
      generatorHealth.advice[0] ??
      'Run again with more engine processes (--processes), or on a machine with more free cores, and compare.',
    evidence: shownIn('generator'),
  }
}

export const droppedIterations: Rule = (evidence) => {
  const { iterations, timeline } = evidence.report
  const due = iterations.started + iterations.dropped
  if (due === 0 || iterations.dropped / due <= 0.001) return null
  const { from, to } = judgedSteps(evidence)
  const dropping = timeline.dropped.slice(from, to).findIndex((dropped) => dropped > 0)
  const first = dropping === -1 ? from : from + dropping
  const before = present(timeline.p50Ms, from, first).map(({ value }) => value)
  const during = present(timeline.p50Ms, first, to)
    .filter(({ at }) => timeline.dropped[at]! > 0)
    .map(({ value }) => value)
  const isEarly = first - from < 0.1 * (to - from) || before.length === 0
  const p50Before = median(before)
  const p50During = median(during)
  const isSlower = !isEarly && p50During > 1.5 * p50Before
  const count = `${formatCount(iterations.dropped)} of ${formatCount(due)} iterations (${formatShare(iterations.dropped / due, true)})`
  const change = isSlower
    ? ` The p50 of a step was ${formatDuration(p50Before)} before and ${formatDuration(p50During)} while they were dropped (medians over steps).`
    : ''
  return {
    id: 'dropped-iterations',
    severity: iterations.dropped / due > 0.01 ? 'problem' : 'warning',
    fact: `${count} were dropped, from ${elapsed(first * timeline.stepMs)} on.${change}`,
    mayMean: isEarly
      ? 'From the start on there may have been too few users for the planned rate.'
      : isSlower
        ? 'Responses may have become so slow that no user was free to start the next iteration.'
        : 'The users may have been too few for the planned rate at that load.',
    doNext: isSlower
      ? 'Look for what made responses slower at that load; to hold the rate all the same, allow more users (maxUsers).'
      : 'Allow more users (maxUsers), or start more of them before the load begins.',
    evidence: shownIn('timeline', null, spanOf(evidence, { from: first, to })),
  }
}

/** Planned against achieved, over judged steps; the last is left out, as the load may end in the middle of it. */
export const profileNotReached: Rule = (evidence) => {
  const { planned, report } = evidence
  const judged = judgedSteps(evidence)
  const achieved = achievedLoad(planned, report.timeline, judged)
  if (planned === null || achieved === null || achieved.share + achieved.chance >= 0.95) return null
  return {
    id: 'profile-not-reached',
    severity: 'warning',
    fact: achieved.sentence,
    mayMean: 'The results may describe a lighter load than the plan says.',
    doNext:
      planned.kind === 'users'
        ? 'See whether users ended early or started too slowly, and read the results as those of the achieved load.'
        : 'See dropped iterations and generator health, and read the results as those of the achieved rate.',
    evidence: shownIn('timeline', null, spanOf(evidence, judged)),
  }
}

/** Running users by type against the weights; only where the number of users is what is planned. */
export const mixDiffers: Rule = (evidence) => {
  const { planned, report } = evidence
  if (planned === null || planned.kind !== 'users' || planned.userTypes.length < 2) return null
  const { from, to } = judgedSteps(evidence)
  const { users, usersByType } = report.timeline
  const all = sum(users.slice(from, to))
  const weights = sum(planned.userTypes.map(({ weight }) => weight))
  if (all === 0 || to - from < 5 || weights <= 0) return null
  const meanUsers = all / (to - from)
  // Whole users cannot be shared out exactly: up to one and a half may be off by rounding.
  const tolerance = Math.max(0.05, 1.5 / meanUsers)
  const differing = planned.userTypes
    .map(({ name, weight }) => {
      const running = Object.hasOwn(usersByType, name) ? sum(usersByType[name]!.slice(from, to)) : 0
      return { name, planned: weight / weights, achieved: running / all }
    })
    .filter((type) => Math.abs(type.achieved - type.planned) > tolerance)
    .toSorted((a, b) => Math.abs(b.achieved - b.planned) - Math.abs(a.achieved - a.planned))
  const most = differing[0]
  if (most === undefined) return null
  return {
    id: 'mix-differs',
    severity: 'warning',
    fact: `${most.name} made up ${formatShare(most.achieved, most.achieved > 0)} of the running users; its weight says ${formatShare(most.planned, true)}.`,
    mayMean: 'Users of one type may have ended early, so that the rest weighs more than planned.',
    doNext: 'Look for failing onStart steps and exhausted data files of the user types that are missing.',
    evidence: shownIn('timeline', null, spanOf(evidence, { from, to })),
  }
}
