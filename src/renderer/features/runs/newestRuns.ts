/** How what is listed stands by its newest run. */
import { computed, type ComputedRef } from 'vue'
import type { RunRow } from '../../../contract/methods/runs.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery } from '../../host/useQuery.ts'
import { verdictOf, type StateWords } from './runWords.ts'

/** Whatever was not run for longer says nothing of how it stands. */
const NEWEST = 200

/** The newest runs of the workspace, the newest first. */
export function useNewestRuns(): ComputedRef<readonly RunRow[]> {
  const host = useHost()
  const { data } = useQuery(
    (signal) => host.call('runs.list', { limit: NEWEST }, { signal }),
    useChanges('runs.changed'),
  )
  return computed(() => data.value?.rows ?? [])
}

type Listed = Pick<RunRow, 'status' | 'verdict'>

/**
 * @param runs the newest first
 * @param keyOf what a run is one of; null: of nothing that is listed
 * @returns what is to be said of the newest run of each; nothing of one that was not judged
 */
export function standings<Row extends Listed>(
  runs: readonly Row[],
  keyOf: (run: Row) => string | null,
): ReadonlyMap<string, StateWords> {
  const newest = new Map<string, Row>()
  for (const run of runs) {
    const key = keyOf(run)
    if (key !== null && !newest.has(key)) newest.set(key, run)
  }
  const isSaid = ({ status, verdict }: Listed): boolean => verdict !== null || status === 'running'
  return new Map([...newest].flatMap(([key, run]) => (isSaid(run) ? [[key, verdictOf(run)]] : [])))
}
