import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MOST_BYTES, openLogFile } from './logFile.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('lines with their time, for the user only, and after those of the start before', () => {
  const kept = join(folder, 'kept')
  openLogFile(kept).write('one\n')
  const log = openLogFile(kept)
  log.write('two')
  expect(readFileSync(log.path, 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z one\n\d{4}-\S+Z two\n$/)
  if (process.platform !== 'win32') expect(statSync(log.path).mode & 0o777).toBe(0o600)
})

test('it does not grow for ever, and keeps what was said last', () => {
  const log = openLogFile(folder)
  const text = 'x'.repeat(MOST_BYTES / 4)
  for (let count = 1; count <= 12; count++) log.write(`${count} ${text}`)
  expect(readdirSync(folder).toSorted()).toEqual(['loadwright.log', 'loadwright.log.old'])
  expect(statSync(log.path).size + statSync(`${log.path}.old`).size).toBeLessThanOrEqual(2 * MOST_BYTES)
  expect(readFileSync(log.path, 'utf8')).toMatch(/Z 12 x+\n$/)
})

test('a disk that takes nothing ends nothing', () => {
  mkdirSync(join(folder, 'loadwright.log'))
  expect(() => openLogFile(folder).write('lost')).not.toThrow()
})
