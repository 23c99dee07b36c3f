import { formatClock } from '../../ui/format.ts'

interface NamedRun {
  planName: string
  scenario: string
  build: string | null
  startedAtMs: number
}

/** Of a run's tab: first what tells runs of one plan apart, since a tab is cut at its end. */
export function runTitle({ planName, scenario, build, startedAtMs }: NamedRun): string {
  return [scenario, build || formatClock(startedAtMs), planName].join(' · ')
}
