/**
 * Runs at the same time in one history. They have the target in common, and mostly the machine, so that none measures what it would alone.
 * Nobody is kept from it: it is said before, to who starts the second one, and written into both.
 */
import { quoted } from '../../core/plan/problem.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { HistoryError } from '../storage/historyError.ts'
import type { History } from '../storage/history.ts'
import type { RunSummary } from '../storage/newRun.ts'

/** More are counted. */
const NAMED = 3

/** Before a run is started: a sentence, where others go on. */
export function otherRunsNow(history: History): string[] {
  const running = unlessUnreadable(() => history.listRuns({ status: 'running' }))
  if (running.length === 0) return []
  const subject =
    running.length === 1 ? 'Another run goes on in this history' : `${running.length} other runs go on in this history`
  return [
    `${subject}: ${listed(running.map(nameOf))}. Loads at the same time falsify each other where they share the target or the machine: wait for the end, or take no number of either for its own.`,
  ]
}

/** When a run has ended: a sentence for each that was going on at the same time, with when. The run's own numbers are not changed by it. */
export function runsAtTheSameTime(
  history: History,
  own: { id: string; startedAtMs: number; endedAtMs: number },
): string[] {
  const { id, startedAtMs, endedAtMs } = own
  const during = unlessUnreadable(() => history.runsDuring(startedAtMs, endedAtMs))
  const others = during.filter((other) => other.id !== id)
  const sentences = others.slice(0, NAMED).map((other) => {
    const beginMs = other.startedAtMs - own.startedAtMs
    const from = beginMs <= 0 ? 'the start' : formatDuration(beginMs)
    const until =
      other.endedAtMs === null || other.endedAtMs >= own.endedAtMs
        ? 'the end'
        : formatDuration(other.endedAtMs - own.startedAtMs)
    return `Another run was going on from ${from} to ${until} of this one: ${nameOf(other)}. Where they share the target or the machine, what was measured then is not of this load alone.`
  })
  const more = others.length - sentences.length
  return more === 0
    ? sentences
    : [
        ...sentences,
        more === 1 ? '1 more run was going on at the same time.' : `${more} more runs were going on at the same time.`,
      ]
}

/** The run itself is worth more than this: what is wrong with the history is said by who writes to it. */
function unlessUnreadable(runs: () => RunSummary[]): RunSummary[] {
  try {
    return runs()
  } catch (error) {
    if (error instanceof HistoryError) return []
    throw error
  }
}

function nameOf({ planName, scenario, id }: RunSummary): string {
  return `${quoted(planName)}, ${quoted(scenario)} (${id})`
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED
  return more > 0 ? `${names.slice(0, NAMED).join('; ')}; and ${more} more` : names.join('; ')
}
