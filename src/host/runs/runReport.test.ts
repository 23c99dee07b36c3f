/** A report does not depend on how other runs of the history are. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeRawRun } from '../analysis/testing/rawRun.ts'
import { steadyLoad } from '../analysis/testing/steadyLoad.ts'
import { openHistory } from '../storage/history.ts'
import { reportOfRun } from './runReport.ts'

test('an earlier run that is damaged is left out, and that is said', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-report-'))
  const file = join(folder, 'history.db')
  const history = openHistory(file)
  const [first, damaged, last] = [1, 2, 3].map(() => writeRawRun(history, steadyLoad(3)))
  const raw = new SqliteDatabase(file)
  for (const level of [0, 1, 10, 60, 300, 600, 3600])
    raw.exec(`UPDATE windows_${level} SET latency = x'ffffffffff' WHERE key >> 44 = 2`)
  raw.close()
  expect(() => reportOfRun(history, damaged!)).toThrow('damaged')
  const { totals, previousRuns, notices } = reportOfRun(history, last!)
  expect(totals.requests).toBe(30)
  expect(previousRuns.map(({ id }) => id)).toEqual([first!.run().id])
  expect(notices).toContain(
    `Run ${damaged!.run().id}, an earlier one of this scenario, is damaged in the history and not listed beside this one.`,
  )
  history.close()
  rmSync(folder, { recursive: true })
})
