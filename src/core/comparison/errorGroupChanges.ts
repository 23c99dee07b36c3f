/** Errors that only one of the builds has. */
import type { ErrorGroupChange } from './comparison.ts'
import type { RunEvidence } from './runEvidence.ts'

/** New ones first, then those in most runs, then most frequent first. */
export function errorGroupChanges(
  baseline: readonly RunEvidence[],
  candidate: readonly RunEvidence[],
): ErrorGroupChange[] {
  const before = groupsOf(baseline)
  const after = groupsOf(candidate)
  const only = (
    change: ErrorGroupChange['change'],
    groups: Map<string, Group>,
    others: Map<string, Group>,
    ofRuns: number,
  ): ErrorGroupChange[] =>
    [...groups]
      .filter(([key]) => !others.has(key))
      .map(([, { error, count, runs }]) => ({ change, ...error, count, runs, ofRuns }))
      .toSorted((a, b) => b.runs - a.runs || b.count - a.count)
  return [...only('new', after, before, candidate.length), ...only('vanished', before, after, baseline.length)]
}

interface Group {
  error: Pick<ErrorGroupChange, 'class' | 'endpoint' | 'message'>
  count: number
  runs: number
}

function groupsOf(runs: readonly RunEvidence[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const { errors } of runs) {
    const seen = new Set<string>()
    for (const { class: errorClass, endpoint, message, count } of errors) {
      if (count === 0) continue
      const key = JSON.stringify([errorClass, endpoint, message])
      const group = groups.get(key) ?? { error: { class: errorClass, endpoint, message }, count: 0, runs: 0 }
      groups.set(key, group)
      group.count += count
      if (!seen.has(key)) group.runs++
      seen.add(key)
    }
  }
  return groups
}
