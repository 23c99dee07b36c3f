/** A file that version 3 wrote, made by its own migrations, is brought up to date: nothing is lost, and nothing is made up. */
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runsMethods } from '../../contract/methods/runs.ts'
import { openHistory, type History } from './history.ts'
import { HistoryError } from './historyError.ts'
import { APPLICATION_ID, HISTORY_VERSION, MIGRATIONS } from './schema.ts'
import { numbersOf } from './testing/manyRuns.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'

let folder: string
let file: string
const histories: History[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  for (const history of histories.splice(0)) history.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(): History {
  const history = openHistory(file)
  histories.push(history)
  return history
}

const rows = (history: History, text = '') =>
  history.listRunRows(runsMethods['runs.list'].params.parse({ filter: { text } }))

interface OldRun {
  id: string
  plan: string
  status?: string
  deleting?: number
  tags?: string[]
}

function writeVersion3(runs: OldRun[]): void {
  const raw = new SqliteDatabase(file)
  raw.pragma('page_size = 32768')
  raw.pragma('journal_mode = WAL')
  for (const sql of MIGRATIONS.slice(0, 3)) raw.exec(sql)
  raw.pragma(`application_id = ${APPLICATION_ID}`)
  raw.pragma('user_version = 3')
  raw.exec("INSERT INTO plan_texts (id, digest, text) VALUES (1, x'00', 'name: shop')")
  for (const run of runs) insert(raw, run)
  raw.close()
}

function insert(raw: Database, { id, plan, status = 'completed', deleting = 0, tags = [] }: OldRun): void {
  const { lastInsertRowid: number } = raw
    .prepare(
      `INSERT INTO runs (id, plan_name, plan_text, scenario, build_label, target, warm_up_ms, settings, generator, started_at_ms, ended_at_ms,
         status, verdict, last_second, machine, pid, heartbeat_ms, deleting, starred, tags, notes)
       VALUES (?, ?, 1, 'load', '1.0', 'http://a', 0, '{}', '{}', 1000, 9000, ?, ?, 8, 'another', 1, 9000, ?, 1, ?, 'Ärger')`,
    )
    .run(id, plan, status, '{"status":"failed","sentence":"It broke.","exitCode":99}', deleting, JSON.stringify(tags))
  raw
    .prepare(
      "INSERT INTO errors (run, class, endpoint, message, is_rest, count, first_second, last_second) VALUES (?, 'status', 'GET /', '503', 0, 5, 2, 7)",
    )
    .run(number)
  raw.prepare("INSERT INTO seconds VALUES (?, 8, '{}', '[]', 1, '[]')").run(number)
}

it('keeps its runs, which are found and listed without numbers until they are made', () => {
  writeVersion3([
    { id: 'aaaaaaaaaa', plan: 'Straße', tags: ['nightly', 'a"b'] },
    { id: 'bbbbbbbbbb', plan: "'; DROP TABLE runs; --\u0000%_" },
  ])
  expect(() => openHistory(file, { readOnly: true })).toThrow('older version')
  const history = open()
  expect(rows(history).rows).toMatchObject([
    { id: 'bbbbbb-bbbb', requests: null, p95Line: [] },
    {
      id: 'aaaaaa-aaaa',
      planName: 'Straße',
      tags: ['nightly', 'a"b'],
      starred: true,
      notes: 'Ärger',
      verdict: { status: 'failed' },
      durationMs: null,
      peakLoad: null,
      untrustedLoadShare: null,
    },
  ])
  for (const [text, total] of [
    ['STRASSE nightly', 1],
    ['ärger', 2],
    ['%_', 1],
    ['a"b', 1],
    ['x', 0],
  ] as const)
    expect([text, rows(history, text).total]).toEqual([text, total])
  expect(history.listFacets()).toMatchObject({ builds: ['1.0'], tags: ['a"b', 'nightly'] })
  expect(history.findRun('aaaaaa').errorsBetween(0, 5)).toMatchObject([{ count: 5, inWindow: null }])
  expect(history.use()).toMatchObject({ runs: 2, oldestAtMs: 1000, retention: { keepDays: null, keepBytes: null } })
  history.close()
  const raw = new SqliteDatabase(file, { readonly: true })
  expect(raw.pragma('user_version', { simple: true })).toBe(HISTORY_VERSION)
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(raw.pragma('foreign_key_check')).toEqual([])
  raw.close()
})

it('of the version before moved changes keeps what was said of changes, and can move them', () => {
  const of = { planName: 'Shop', scenario: 'steady', target: 'http://a' }
  const change = { endpoint: null, metric: 'p95', runId: 'aaaaaa-aaaa' }
  const before = MIGRATIONS.findIndex((sql) => sql.includes('CREATE TABLE moved_changes'))
  const raw = new SqliteDatabase(file)
  raw.pragma('page_size = 32768')
  raw.pragma('journal_mode = WAL')
  raw.function('loadwright_search_text', { varargs: true }, () => '')
  for (const sql of MIGRATIONS.slice(0, before)) raw.exec(sql)
  raw.pragma(`application_id = ${APPLICATION_ID}`)
  raw.pragma(`user_version = ${before}`)
  raw
    .prepare('INSERT INTO triage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(of.planName, of.scenario, of.target, '', '', change.metric, change.runId, 'expected', 'ok', 5)
  raw.close()
  expect(() => openHistory(file, { readOnly: true })).toThrow('older version')
  const history = open()
  expect(history.triage(of)).toEqual([{ ...change, state: 'expected', note: 'ok', atMs: 5 }])
  expect(history.movedChanges(of)).toEqual([])
  history.moveChange(of, change, 'bbbbbb-bbbb')
  expect(history.movedChanges(of)).toMatchObject([{ ...change, beganWith: 'bbbbbb-bbbb' }])
})

it('gets its numbers a few runs at a time, each once, the newest first', () => {
  writeVersion3(['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd'].map((id) => ({ id, plan: 'shop' })))
  let history = open()
  const asked: string[] = []
  const make = (requests: number) => (run: { run(): { id: string } }) => {
    asked.push(run.run().id)
    return numbersOf({ requests })
  }
  expect(history.summarizeOlder(make(1), 1)).toBe(3)
  expect(
    history.summarizeOlder(() => {
      throw new HistoryError('damaged', 'A histogram is damaged.')
    }, 1),
  ).toBe(2)
  // A fault of ours is told, and nothing is written for that run.
  expect(() =>
    history.summarizeOlder(() => {
      throw new TypeError('a bug')
    }, 1),
  ).toThrow('a bug')
  // It keeps no other from having its own; whoever opens the file next tries again.
  expect(history.summarizeOlder(make(2), 10)).toBe(0)
  history.close()
  history = open()
  expect(history.summarizeOlder(make(2), 10)).toBe(0)
  expect(history.summarizeOlder(make(3), 10)).toBe(0)
  expect(asked).toEqual(['dddddd-dddd', 'aaaaaa-aaaa', 'bbbbbb-bbbb'])
  expect(rows(history).rows.map(({ id, requests }) => [id, requests])).toEqual([
    ['dddddd-dddd', 1],
    ['cccccc-cccc', null],
    ['bbbbbb-bbbb', 2],
    ['aaaaaa-aaaa', 2],
  ])
})

it('loses what was being deleted, and marks whose process is gone', async () => {
  writeVersion3([
    { id: 'aaaaaaaaaa', plan: 'deleted', deleting: 1 },
    { id: 'bbbbbbbbbb', plan: 'killed', status: 'running' },
  ])
  const history = open()
  await history.settled()
  expect(rows(history).rows).toMatchObject([{ planName: 'killed', status: 'interrupted', requests: null }])
  expect(history.summarizeOlder(() => numbersOf({ requests: 7 }), 1)).toBe(0)
  expect(rows(history).rows).toMatchObject([{ requests: 7 }])
  const raw = new SqliteDatabase(file, { readonly: true })
  expect(raw.prepare('SELECT count(*) FROM errors').pluck().get()).toBe(1)
  raw.close()
})

it('forgets numbers that were made for a run that goes on after all', () => {
  const history = open()
  const writer = history.startRun(newRun())
  const second = (t: number) => secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000], servicesUs: null }])
  writer.writeSecond(second(0))
  const raw = new SqliteDatabase(file)
  raw.exec("UPDATE runs SET status = 'interrupted', ended_at_ms = 1")
  raw.close()
  history.summarizeOlder(() => numbersOf(), 1)
  expect(rows(history).rows).toMatchObject([{ status: 'interrupted', requests: 1000 }])
  writer.writeSecond(second(1))
  expect(rows(history).rows).toMatchObject([{ status: 'running', requests: null, p95Line: [] }])
  writer.finish({ ...COMPLETED, summary: numbersOf({ requests: 2 }) })
  expect(rows(history).rows).toMatchObject([{ status: 'completed', requests: 2 }])
})
