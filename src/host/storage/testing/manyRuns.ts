/** Writes thousands of runs in one transaction, as lists need them: without anything measured. */
import SqliteDatabase from 'better-sqlite3'
import { openHistory } from '../history.ts'
import type { NewRun, RunFinish, RunNumbers } from '../newRun.ts'
import { finishRun, insertRun } from '../runTable.ts'
import { defineSearchText } from '../searchText.ts'
import { COMPLETED, newRun } from './syntheticSeconds.ts'

export interface ListedRun {
  run?: Partial<NewRun>
  /** Null: goes on. */
  finish?: Partial<RunFinish> | null
  numbers?: Partial<RunNumbers>
}

export function numbersOf(more: Partial<RunNumbers> = {}): RunNumbers {
  return {
    durationMs: 60_000,
    peakLoad: { unit: 'users', level: 10 },
    requests: 1000,
    ratePerS: 16.5,
    failureShare: 0.01,
    p95Ms: 120,
    untrustedLoadShare: 0,
    p95Line: [null, 119.5, 121],
    loadText: '10 users for 1 min',
    achieved: 1,
    endpoints: [
      {
        endpoint: null,
        ok: 990,
        failed: 10,
        ratePerS: 16.5,
        latencyMs: { p50: 40, p95: 120, p99: 200, p999: 300, mean: 55 },
      },
    ],
    ...more,
  }
}

/** @returns their ids, in the order given */
export function writeRuns(file: string, runs: ListedRun[]): string[] {
  openHistory(file).close()
  const database = new SqliteDatabase(file)
  defineSearchText(database)
  const owner = { machine: 'another', pid: 1, processStart: null }
  try {
    return database
      .transaction(() =>
        runs.map(({ run, finish, numbers }) => {
          const { number, id } = insertRun(database, newRun(run), owner, Date.now())
          const summary = numbersOf(numbers)
          if (finish !== null) finishRun(database, number, { ...COMPLETED, summary, ...finish })
          return id
        }),
      )
      .immediate()
  } finally {
    database.close()
  }
}
