/** What is kept of endpoints beside a run, and what people decide about comparisons. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EndpointNumbers } from './endpointNumbers.ts'
import { openHistory, type History } from './history.ts'
import { numbersOf, writeRuns } from './testing/manyRuns.ts'

const HOSTILE = `<img src=x onerror=alert(1)>\u202e'; DROP TABLE runs; --__proto__`
const SHOP = { planName: 'shop', scenario: 'smoke', target: 'http://a' }

let folder: string
let file: string
let history: History

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-measured-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

function numbers(name: string | null, p95: number): EndpointNumbers {
  return {
    endpoint: name === null ? null : { name, kind: 'http' },
    ok: 10,
    failed: 2,
    ratePerS: 1.5,
    latencyMs: { p50: 1, p95, p99: p95 + 1, p999: p95 + 2, mean: 1.25 },
  }
}

test('runs of a scenario come oldest first, with all they measured or one endpoint', () => {
  const empty: EndpointNumbers = {
    endpoint: { name: 'GET /', kind: 'group' },
    ok: 0,
    failed: 3,
    ratePerS: 0,
    latencyMs: null,
  }
  const run = (startedAtMs: number, target = 'http://a') => ({
    planName: 'shop',
    scenario: 'smoke',
    target,
    startedAtMs,
  })
  const [first, second, other] = writeRuns(file, [
    {
      run: run(1000),
      numbers: { endpoints: [numbers(null, 7), numbers(HOSTILE, 5), empty], loadText: HOSTILE, achieved: 0.5 },
    },
    { run: run(2000), numbers: { endpoints: [numbers(null, 8)], achieved: null } },
    { run: run(3000, 'http://b') },
    { run: { ...run(4000), scenario: 'peak' } },
    { run: { ...run(5000), planName: 'other' } },
    { run: run(6000), finish: null },
    { run: run(7000), finish: { summary: undefined } },
  ])
  history = openHistory(file)
  const all = history.measuredRuns({ ...SHOP, limit: 10 })
  expect(all.map(({ id }) => id)).toEqual([first, second])
  expect(all[0]).toMatchObject({ loadText: HOSTILE, achieved: 0.5, status: 'completed', untrustedLoadShare: 0 })
  expect(all[0]!.planDigest).toMatch(/^[0-9a-f]{64}$/)
  expect(all[0]!.numbers).toHaveLength(3)
  expect(all[0]!.numbers).toEqual(expect.arrayContaining([numbers(null, 7), numbers(HOSTILE, 5), empty]))
  expect(all[0]!.numbers[0]!.endpoint).toBeNull()

  const { target: _, ...anywhere } = SHOP
  expect(history.measuredRuns({ ...anywhere, limit: 2 }).map(({ id }) => id)).toEqual([second, other])
  const one = history.measuredRuns({ ...SHOP, endpoint: { name: HOSTILE, kind: 'http' }, limit: 10 })
  expect(one.map((run) => run.numbers)).toEqual([[numbers(HOSTILE, 5)], []])
  expect(history.measuredRuns({ ...SHOP, endpoint: null, limit: 1 })[0]!.numbers).toEqual([numbers(null, 8)])
})

test('many runs come a few at a time, all of them once', () => {
  const ids = writeRuns(
    file,
    Array.from({ length: 40 }, (_, at) => ({
      run: { ...SHOP, startedAtMs: at },
      ...(at === 3 ? { numbers: { peakLoad: { unit: 'perS' as const, level: 5 } } } : {}),
    })),
  )
  history = openHistory(file)
  const slices = [...history.measuredRunSlices({ ...SHOP, limit: 39 })]
  expect(slices.length).toBeGreaterThan(2)
  expect(slices.flat().map(({ id }) => id)).toEqual(ids.slice(1))
  expect(slices.flat().map(({ loadModel, wasSteered }) => [loadModel, wasSteered])[2]).toEqual(['open', false])
  expect([...history.measuredRunSlices({ ...SHOP, planName: 'none', limit: 39 })]).toEqual([])
})

test('what was run is known by plan, scenario and target, the newest first', () => {
  writeRuns(file, [
    { run: { ...SHOP, planFile: 'a.plan.yaml', startedAtMs: 1 } },
    { run: { ...SHOP, planFile: 'b.plan.yaml', startedAtMs: 5 }, finish: { summary: undefined } },
    { run: { ...SHOP, planFile: null, scenario: HOSTILE, startedAtMs: 9 } },
    { run: { ...SHOP, startedAtMs: 10 }, finish: null },
  ])
  history = openHistory(file)
  expect(history.ranScenarios()).toEqual([
    { ...SHOP, scenario: HOSTILE, planFiles: [], runs: 1, runsWithoutNumbers: 0, newestMs: 9 },
    { ...SHOP, planFiles: ['b.plan.yaml', 'a.plan.yaml'], runs: 2, runsWithoutNumbers: 1, newestMs: 5 },
  ])
})

test('numbers of a run that is deleted, or written anew, are gone', () => {
  const [id] = writeRuns(file, [{ run: SHOP }])
  history = openHistory(file)
  expect(history.measuredRuns({ ...SHOP, limit: 1 })).toHaveLength(1)
  history.deleteRun(id!)
  expect(history.measuredRuns({ ...SHOP, limit: 1 })).toEqual([])
})

test('runs of an older version get them in the background', () => {
  const made = numbersOf({ endpoints: [numbers(null, 9)] })
  writeRuns(file, [{ run: SHOP, numbers: { endpoints: [] } }])
  history = openHistory(file)
  expect(history.measuredRuns({ ...SHOP, limit: 1 })[0]!.numbers).toEqual([])
  expect(history.summarizeOlder(() => made, 5)).toBe(0)
  expect(history.measuredRuns({ ...SHOP, limit: 1 })[0]!.numbers).toEqual([numbers(null, 9)])
  expect(history.summarizeOlder(() => expect.fail('they are there'), 5)).toBe(0)
})

test('a baseline is of a plan, scenario and target, and can be taken back', () => {
  history = openHistory(file)
  expect(history.baseline(SHOP)).toBeNull()
  history.setBaseline(SHOP, HOSTILE)
  history.setBaseline({ ...SHOP, target: 'http://b' }, '1.2')
  expect([history.baseline(SHOP), history.baseline({ ...SHOP, scenario: 'peak' })]).toEqual([HOSTILE, null])
  history.setBaseline(SHOP, '2.0')
  history.close()
  history = openHistory(file)
  expect(history.baseline(SHOP)).toBe('2.0')
  history.setBaseline(SHOP, null)
  expect([history.baseline(SHOP), history.baseline({ ...SHOP, target: 'http://b' })]).toEqual([null, '1.2'])
})

test('what was said of a change is kept, changed and taken back', () => {
  let now = 5
  history = openHistory(file, { nowMs: () => now++ })
  const change = { endpoint: { name: HOSTILE, kind: 'http' as const }, metric: 'p95', runId: 'abc-def' }
  const whole = { endpoint: null, metric: 'throughput', runId: 'abc-def' }
  history.setTriage(SHOP, change, { state: 'acknowledged', note: '' })
  history.setTriage(SHOP, whole, { state: 'noise', note: HOSTILE })
  history.setTriage(SHOP, change, { state: 'fixed', note: 'in 1.3' })
  expect(history.triage(SHOP)).toMatchObject([
    { ...whole, state: 'noise', note: HOSTILE },
    { ...change, state: 'fixed', note: 'in 1.3' },
  ])
  expect(history.triage({ ...SHOP, scenario: 'peak' })).toEqual([])
  history.setTriage(SHOP, change, null)
  expect(history.triage(SHOP).map(({ metric }) => metric)).toEqual(['throughput'])
})

test('where a change began is kept, moved again and taken back, beside what is said of it', () => {
  let now = 5
  history = openHistory(file, { nowMs: () => now++ })
  const change = { endpoint: { name: HOSTILE, kind: 'http' as const }, metric: 'p95', runId: 'abc-def' }
  const whole = { endpoint: null, metric: 'throughput', runId: 'abc-def' }
  history.setTriage(SHOP, change, { state: 'expected', note: '' })
  history.moveChange(SHOP, change, 'abc-aaa')
  history.moveChange(SHOP, whole, HOSTILE)
  history.moveChange(SHOP, change, 'abc-bbb')
  history.close()
  history = openHistory(file)
  expect(history.movedChanges(SHOP)).toMatchObject([
    { ...whole, beganWith: HOSTILE },
    { ...change, beganWith: 'abc-bbb' },
  ])
  expect(history.movedChanges({ ...SHOP, target: 'http://b' })).toEqual([])
  history.moveChange(SHOP, change, null)
  expect(history.movedChanges(SHOP).map(({ metric }) => metric)).toEqual(['throughput'])
  expect(history.triage(SHOP)).toMatchObject([{ ...change, state: 'expected' }])
})

test('nothing of it is written where nothing may be written', () => {
  openHistory(file).close()
  history = openHistory(file, { readOnly: true })
  expect(() => history.setBaseline(SHOP, '1')).toThrow(expect.objectContaining({ code: 'readOnly' }))
  expect(() => history.moveChange(SHOP, { endpoint: null, metric: 'p95', runId: 'a' }, 'b')).toThrow(
    expect.objectContaining({ code: 'readOnly' }),
  )
  expect(() => history.setTriage(SHOP, { endpoint: null, metric: 'p95', runId: 'a' }, null)).toThrow(
    expect.objectContaining({ code: 'readOnly' }),
  )
})
