/** Puts rows of the plan's data files into users' variables: which row, and when, is what `pick` says. */
import type { DataSource } from '../../core/plan/compiledPlan.ts'
import type { Scope } from '../values/scope.ts'
import { openData, type DataRow, type DataRows } from './rows.ts'

export interface DataFeeds {
  /**
   * 'start': when a user begins, before onStart; 'iteration': before each iteration but the first. A unique row is taken once
   * and kept for the user's life, others are drawn each time. False when the rows have run out.
   */
  feed: (scope: Scope, when: 'start' | 'iteration') => boolean
}

/** @throws Error naming file and line when a file cannot be read. */
export async function openDataFeeds(sources: DataSource[], shard: number, shards: number): Promise<DataFeeds> {
  const opened: { source: DataSource; rows: DataRows }[] = []
  for (const source of sources) opened.push({ source, rows: await openData(source, shard, shards) })
  return {
    feed: (scope, when) => {
      for (const { source, rows } of opened) {
        if (source.pick === 'unique' && when === 'iteration') continue
        const row: DataRow | null = rows.take(scope.random)
        if (row === null) return false
        source.slots.forEach((slot, column) => (scope.slots[slot] = row[column]))
      }
      return true
    },
  }
}
