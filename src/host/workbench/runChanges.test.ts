/** Looking for changes goes on, whatever is found. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHistory } from '../storage/history.ts'
import { writeRuns } from '../storage/testing/manyRuns.ts'
import { watchRuns } from './runChanges.ts'

test('a row that cannot be read is a fault that is told once, and no end of the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-changes-'))
  const file = join(folder, 'history.db')
  writeRuns(file, [{}])
  const history = openHistory(file)
  const faults: unknown[] = []
  const told = Promise.withResolvers<void>()
  const changes = watchRuns(history, (error) => {
    faults.push(error)
    told.resolve()
  })
  const heard = Promise.withResolvers<void>()
  const stop = changes.listen(heard.resolve)
  const raw = new SqliteDatabase(file)
  raw.exec("UPDATE runs SET generator = '{'")
  await told.promise
  // It is sound again, and there is one more.
  raw.exec("UPDATE runs SET generator = '{}'")
  writeRuns(file, [{}])
  await heard.promise
  expect(faults).toEqual([expect.any(SyntaxError)])
  raw.close()
  stop()
  changes.close()
  history.close()
  rmSync(folder, { recursive: true })
})

test('what another process did is told to the host, once at the first look, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-changes-'))
  const file = join(folder, 'history.db')
  const history = openHistory(file)
  let told = 0
  const changes = watchRuns(
    history,
    (error) => expect.unreachable(String(error)),
    () => told++,
  )
  const heard = Promise.withResolvers<void>()
  const stop = changes.listen(heard.resolve)
  expect(told).toBe(1)
  writeRuns(file, [{}])
  await heard.promise
  expect(told).toBe(2)
  stop()
  changes.close()
  history.close()
  rmSync(folder, { recursive: true })
})
