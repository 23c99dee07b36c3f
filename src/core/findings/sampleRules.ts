/** Findings about how much was measured, and under which names. */
import { formatRequests } from '../criteria/criterionText.ts'
import { isRequestKind } from '../criteria/measurement.ts'
import { OTHER_NAME } from '../recording/second.ts'
import { formatDuration } from '../units/duration.ts'
import { formatCount } from '../units/number.ts'
import { shownIn, sum, type Rule } from './evidence.ts'

export const tooFewSamples: Rule = ({ report }) => {
  const tooFew = report.criteria.filter(({ status }) => status === 'tooFew')
  const first = tooFew[0]
  if (first === undefined) return null
  const count = tooFew.length === 1 ? '1 criterion' : `${tooFew.length} criteria`
  const why = first.notes[0] ?? 'nothing was measured for it'
  return {
    id: 'too-few-samples',
    severity: 'warning',
    fact: `${count} could not be judged; ${first.subject} ${first.text}: ${why}.`,
    mayMean: null,
    doNext: 'Run longer or with more load, or see whether the subject of the criterion names what the plan requests.',
    evidence: shownIn('overview', first.endpoints[0] ?? null),
  }
}

export const tooShort: Rule = ({ report }) => {
  const { fromMs, toMs } = report.run.window
  const lengthMs = toMs - fromMs
  if (lengthMs >= 30_000 || report.totals.requests === 0) return null
  return {
    id: 'too-short',
    severity: 'info',
    fact: `The judged part of the run is ${formatDuration(lengthMs)} long, with ${formatRequests(report.totals.requests)}.`,
    mayMean: 'What happens every half minute or more seldom may not be in it.',
    doNext: 'Run for some minutes before relying on the numbers.',
    evidence: shownIn('setup', null, { fromMs, toMs }),
  }
}

export const tooManyNames: Rule = ({ report, foldedNames }) => {
  const made = sum(foldedNames.map(({ count }) => count))
  const others = report.endpoints.filter(({ name, kind }) => name === OTHER_NAME && isRequestKind(kind))
  const counted = sum(others.map(({ requests }) => requests))
  const total = Math.max(made, counted)
  if (total === 0) return null
  const fact = `${formatRequests(total)} ${total === 1 ? 'was' : 'were'} counted as (other): the run has too many endpoint names.`
  const found = {
    id: 'too-many-names',
    severity: 'warning' as const,
    evidence: shownIn('endpoints', OTHER_NAME),
  }
  // Names of the plan itself: no step is to blame for them.
  if (made * 2 < total) {
    return {
      ...found,
      fact,
      mayMean: 'The plan has more endpoints than are kept apart. No criterion of an endpoint judges those in (other).',
      doNext: 'Give requests of one kind one name (as), or spread the plan over several.',
    }
  }
  const byPosition = new Map<string, number>()
  for (const { position, count } of foldedNames) byPosition.set(position, (byPosition.get(position) ?? 0) + count)
  const [position, count] = [...byPosition].reduce((a, b) => (b[1] > a[1] ? b : a))
  return {
    ...found,
    fact: `${fact} The step at ${position} made ${formatCount(count)} of them.`,
    mayMean:
      'An `as` name may contain an id or another value that is new each time. No criterion of an endpoint judges those in (other).',
    doNext: `Take changing values out of the name at ${position}.`,
  }
}
