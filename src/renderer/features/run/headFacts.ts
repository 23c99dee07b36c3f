/** What was run against what, in a line: for the head of a run and for its details. */
import type { RunView } from '../../../contract/methods/analysis.ts'
import { formatClock, formatRunLength } from '../../ui/format.ts'

export interface HeadFact {
  name: string
  text: string
}

/** What somebody looks for first stands first: a line that is too short is cut at its end. */
export function headFacts({ run }: RunView, isLive: boolean): HeadFact[] {
  const build = run.build.label ?? run.build.commit?.slice(0, 10)
  return [
    { name: 'Scenario', text: run.scenario },
    ...(build ? [{ name: 'Build', text: build }] : []),
    { name: 'Target', text: run.target },
    { name: 'Load', text: run.settings },
    { name: 'Started', text: formatClock(Date.parse(run.startedAt), 'dateTime') },
    ...(isLive ? [] : [{ name: 'Duration', text: formatRunLength(run.durationMs) }]),
  ]
}
