/** The criteria of a scenario, judged at the end of a run: one row per criterion, in the order of the plan. */
import type { Criterion } from '../plan/compiledPlan.ts'
import type { ReportCriterion } from '../report/report.ts'
import { metricName, subjectName } from './criterionText.ts'
import { judge, type Judgement } from './judge.ts'
import { mergeCounts, selectEndpoints, type Measurement } from './measurement.ts'
import type { SlidingOutcome } from './slidingWindow.ts'
import { TRUST_THRESHOLDS } from './trustThresholds.ts'

/**
 * @param measurement the whole judged window (after warm-up).
 * @param sliding what the live evaluator saw, in the order of `criteria`; null for those it does not watch.
 */
export function evaluate(
  criteria: readonly Criterion[],
  measurement: Measurement,
  sliding: readonly (SlidingOutcome | null)[],
): ReportCriterion[] {
  return criteria.map((criterion, index) => evaluateOne(criterion, measurement, sliding[index] ?? null))
}

function evaluateOne(criterion: Criterion, measurement: Measurement, outcome: SlidingOutcome | null): ReportCriterion {
  const selected = selectEndpoints(criterion.subject, measurement.endpoints)
  const isUnknown = criterion.subject.kind === 'endpoint' && selected.length === 0
  const judgement =
    isUnknown && outcome?.worst == null
      ? unknownSubject(criterion)
      : criterion.windowMs === null
        ? judgeWhole(criterion, judge(criterion, mergeCounts(selected), measurement), outcome)
        : judgeSliding(criterion, outcome)
  const subject = subjectName(criterion.subject)
  return {
    id: `${subject}: ${criterion.level} ${criterion.text}`,
    text: criterion.text,
    subject,
    metric: metricName(criterion.metric),
    level: criterion.level,
    operator: criterion.operator,
    limit: criterion.limit,
    actual: judgement.actual,
    unit: criterion.unit,
    status: judgement.status,
    samples: judgement.samples,
    windowMs: criterion.windowMs,
    stop: criterion.stop,
    endpoints: criterion.subject.kind === 'all' ? [] : [...new Set(selected.map(({ endpoint }) => endpoint.name))],
    firstBreakMs: outcome?.firstBreakMs ?? null,
    notes: judgement.notes,
  }
}

function unknownSubject(criterion: Criterion): Judgement {
  const note = `no requests to judge: nothing in this run was counted as ${subjectName(criterion.subject)}`
  return { status: 'tooFew', actual: null, samples: 0, notes: [note] }
}

/** A criterion over the whole run; if it stopped the run, what counts is the moment it broke, not what the shutdown added. */
function judgeWhole(criterion: Criterion, whole: Judgement, outcome: SlidingOutcome | null): Judgement {
  if (outcome === null || outcome.firstBreak === null) return whole
  const { actual, samples, atMs } = outcome.firstBreak
  return { ...broken(criterion), actual, samples, notes: [`it broke after ${seconds(atMs)} and stopped the run`] }
}

function judgeSliding(criterion: Criterion, outcome: SlidingOutcome | null): Judgement {
  const length = seconds(criterion.windowMs ?? 0)
  const none = { status: 'tooFew', actual: null, samples: 0 } as const
  if (outcome === null) {
    // A run that was cut off: what its live evaluator had seen went with it. That is not the same as a run that was too short.
    return { ...none, notes: [`its windows of ${length} were not judged while the run went on`] }
  }
  if (outcome.windows === 0) {
    return { ...none, notes: [`the judged part of the run is shorter than one window of ${length}`] }
  }
  const { windows, tooFew, untrusted, worst, broken: brokenCount } = outcome
  const notes: string[] = []
  if (brokenCount > 0) notes.push(`${brokenCount} of ${windows} windows of ${length} broke it`)
  if (tooFew > 0) notes.push(`${tooFew} of ${windows} windows of ${length} had too few samples`)
  if (untrusted > 0)
    notes.push(`${untrusted} of ${windows} windows of ${length} could not be trusted and were not judged`)
  const values = worst === null ? { actual: null, samples: 0 } : { actual: worst.actual, samples: worst.samples }
  if (brokenCount > 0) return { ...broken(criterion), ...values, notes }
  if (untrusted / windows > TRUST_THRESHOLDS.untrustedLoadShare) return { status: 'notTrusted', ...values, notes }
  // Silence in most windows is not a pass: what was seen is the smaller part.
  if (worst === null || tooFew * 2 > windows) return { status: 'tooFew', ...values, notes }
  return { status: 'met', ...values, notes }
}

function broken(criterion: Criterion): { status: 'overTarget' | 'overMaximum' } {
  return { status: criterion.level === 'target' ? 'overTarget' : 'overMaximum' }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 10) / 100} s`
}
