/** A run that is larger, in any form it is read in, than the memory of the process that reports and exports it. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { readPlan } from '../../core/plan/readPlan.ts'
import { settingsOf, toJson } from '../../host/runs/runSettings.ts'
import { openHistory } from '../../host/storage/history.ts'
import { COMPLETED, loadOf, newRun, seriesOf, windowOf } from '../../host/storage/testing/syntheticSeconds.ts'
import { createWorkspace, type Workspace } from '../testing/commandLine.ts'

const SECONDS = 3600
const ENDPOINTS = 16
/** The heap of V8, MB: what Node itself and the program need is some 30 of it. */
const HEAP_MB = 48
const PER_SECOND = 25

let workspace: Workspace
beforeAll(() => {
  workspace = createWorkspace()
  const { plan } = readPlan(
    {
      file: 'large.plan.yaml',
      text: 'name: large\ntarget: http://127.0.0.1:1\nusers: { shopper: { tasks: [ { name: t, steps: [ { get: / } ] } ] } }\nscenarios: { s: { load: { users: 1, for: 1h } } }',
    },
    {
      environment: {},
      folder: '/',
      files: { resolve: () => ({ ok: true, path: '' }), csvColumns: () => ({ ok: true, columns: [] }) },
    },
  )
  const history = openHistory(join(workspace.folder, 'history.db'))
  const settings = toJson(settingsOf(plan!, plan!.scenarios[0]!))
  const writer = history.startRun(newRun({ settings, plannedDurationMs: SECONDS * 1000 }))
  const windows = Array.from({ length: 50 }, (_, kind) =>
    windowOf(Array.from({ length: PER_SECOND }, (__, request) => 1000 + 700 * request + 13 * kind)),
  )
  for (let t = 0; t < SECONDS; t++)
    writer.writeSecond({
      t,
      windows: Array.from({ length: ENDPOINTS }, (_, endpoint) => ({
        series: seriesOf(`GET /api/endpoints/${endpoint}`),
        window: windows[(t * ENDPOINTS + endpoint) % windows.length]!,
      })),
      errors: [],
      exemplars: [],
      load: loadOf({ shopper: 1 }),
      health: [],
      trusted: true,
      reasons: [],
    })
  writer.finish(COMPLETED)
  history.close()
})
afterAll(() => workspace.remove())

const inLittleMemory = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` }

test('is exported second by second, nothing left out', { timeout: 120_000 }, async () => {
  const finished = await workspace.run(
    ['export', 'last', '-f', 'csv', '-o', 'run.csv', '--history', 'history.db'],
    inLittleMemory,
  )
  expect(finished).toMatchObject({ code: 0, stderr: 'written: run.csv\n' })
  const file = join(workspace.folder, 'run.csv')
  // Text alone is a good part of that heap, and its rows as objects more than all of it.
  expect(statSync(file).size).toBeGreaterThan(12_000_000)
  const lines = readFileSync(file, 'utf8')
    .split('\r\n')
    .filter((line) => line !== '')
  const header = lines[0]!.split(',')
  const column = header.indexOf('count')
  const requests = lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[column]), 0)
  expect([column > 0, requests]).toEqual([true, SECONDS * ENDPOINTS * PER_SECOND])
})

test('is reported whole', { timeout: 120_000 }, async () => {
  const finished = await workspace.run(
    ['report', 'last', '-f', 'json', '-o', 'out', '--history', 'history.db'],
    inLittleMemory,
  )
  expect(finished.code).toBe(0)
  const written = /(\S+report\.json)/.exec(finished.stdout + finished.stderr)![1]!
  const report = JSON.parse(readFileSync(join(workspace.folder, written), 'utf8')) as RunReport
  expect(report.totals.requests).toBe(SECONDS * ENDPOINTS * PER_SECOND)
  expect(report.endpoints.map(({ requests }) => requests)).toEqual(Array(ENDPOINTS).fill(SECONDS * PER_SECOND))
})
