/** Questions to real threads about real files: answers, refusals, cancelled calls, threads that die. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CallError } from '../../contract/rpc/remoteError.ts'
import { recordOf } from '../runs/runRecord.ts'
import { reportOf } from '../runs/runReport.ts'
import { endpointDistributions } from '../analysis/endpointDistributions.ts'
import { timelineView } from '../analysis/timelineView.ts'
import { HOSTILE } from '../analysis/testing/arbitraryRun.ts'
import { atOnce, writeRawRun } from '../analysis/testing/rawRun.ts'
import { steadyLoad } from '../analysis/testing/steadyLoad.ts'
import { userTypeParts } from '../analysis/userTypeParts.ts'
import { windowView } from '../analysis/windowView.ts'
import { openHistory, type History } from '../storage/history.ts'
import { secondOf, seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { createAnalysis, type Analysis } from './readerClient.ts'

const READER = join(import.meta.dirname, 'index.ts')
const EVERYTHING = { endpoint: null, userType: null, trustedOnly: false }
const OK = { of: 'ok', from: 'intended' } as const
const { signal } = new AbortController()

let folder: string
let file: string
let history: History
let analysis: Analysis
let lines: string[]

function start(workerFile = READER, historyFile = file): Analysis {
  return createAnalysis({ historyFile, workerFile, log: (line) => lines.push(line) })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-reading-'))
  file = join(folder, 'history.db')
  history = openHistory(file)
  lines = []
  analysis = start()
})
afterEach(async () => {
  await analysis.close()
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

function timelineOf(run: string, toS: number, given = signal): Promise<unknown> {
  const { methods } = analysis
  const question = { window: { fromS: 0, toS }, filter: EVERYTHING, points: 900, latency: OK, percentiles: [50, 95] }
  return Promise.resolve(methods['run.timeline']({ run, ...question }, { signal: given }))
}

/** What a call was refused with. */
async function refusal(call: unknown): Promise<{ code: string; message: string }> {
  const error: unknown = await Promise.resolve(call).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof CallError)) throw new Error(`refused with ${String(error)}`)
  return { code: error.code, message: error.message }
}

describe('every question', () => {
  test('is answered as it would be here, typed arrays as they are', async () => {
    const seconds = steadyLoad(30).map((second) => ({
      ...second,
      requests: [
        ...second.requests,
        { series: seriesOf(HOSTILE, 'failed', '__proto__'), latenciesUs: [77], servicesUs: null },
      ],
      errors: [{ class: 'status' as const, endpoint: HOSTILE, message: HOSTILE, count: 1 }],
    }))
    const record = recordOf(writeRawRun(history, seconds))
    const run = record.run.id
    const window = { fromS: 0, toS: 30 }
    const scope = { run, window, filter: EVERYTHING }
    const { methods } = analysis
    const opened = await methods['run.open']({ run }, { signal })
    expect(opened.endpoints.map(({ name }) => name)).toContain(HOSTILE)
    expect(await methods['run.window'](scope, { signal })).toEqual(windowView(record, window, EVERYTHING))
    const question = { window, filter: EVERYTHING, points: 900, latency: OK, percentiles: [50, 95] }
    expect(await timelineOf(run, 30)).toEqual(await timelineView(record, question, atOnce))
    const heatmap = await methods['run.heatmap']({ ...scope, points: 100, latency: OK }, { signal })
    expect([heatmap.counts instanceof Uint32Array, heatmap.counts.reduce((sum, count) => sum + count, 0)]).toEqual([
      true,
      300,
    ])
    const distribution = await methods['run.distribution']({ ...scope, latency: OK }, { signal })
    expect(distribution.count).toBe(300)
    const apart = { window, filter: EVERYTHING, latency: { of: 'all', from: 'intended' }, percentiles: [50] } as const
    const ridges = await methods['run.endpointDistributions']({ ...apart, run, percentiles: [50] }, { signal })
    expect(ridges).toEqual(await endpointDistributions(record, apart, atOnce))
    expect(ridges.endpoints.map(({ count }) => count)).toEqual([300, 30])
    const userTypes = await methods['run.userTypes'](scope, { signal })
    expect(userTypes).toEqual(userTypeParts(record, { window, filter: EVERYTHING }))
    expect(userTypes.map(({ name }) => name)).toEqual(['shopper', '__proto__'])
    const { endpoints: seen } = await methods['run.seen'](scope, { signal })
    expect(seen.map(({ firstS, lastS }) => [firstS, lastS])).toEqual([
      [0, 29],
      [0, 29],
    ])
    expect((await methods['run.strips']({ ...scope, endpoints: null }, { signal })).endpoints).toHaveLength(2)
    expect((await methods['run.errors'](scope, { signal })).groups[0]).toMatchObject({ message: HOSTILE, count: 30 })
    expect(await methods['run.exemplars']({ ...scope, iteration: null }, { signal })).toEqual([])
    expect((await methods['run.health']({ run, window, points: 100 }, { signal })).engines).toHaveLength(2)
    const report = reportOf(history, record)
    const { findings, notices } = report
    expect(await methods['run.findings']({ run }, { signal })).toEqual({ findings, notices })
    const saved = await methods['run.report']({ run, format: 'json' }, { signal })
    expect(JSON.parse(new TextDecoder().decode(saved.content))).toMatchObject({ totals: { requests: 330 } })
    expect(lines).toEqual([])
  })

  test('about a run that goes on is answered from what is written by then', async () => {
    const reader = writeRawRun(history, [], { loadEndMs: null })
    const { id } = reader.run()
    expect(await analysis.methods['run.open']({ run: id }, { signal })).toMatchObject({ endS: 0, windows: [] })
    const going = history.startRun({ ...reader.run(), startedAtMs: reader.run().startedAtMs + 1000 })
    for (const { t, requests } of steadyLoad(12)) {
      going.writeSecond(secondOf(t, requests))
      const { endS } = await analysis.methods['run.open']({ run: going.id }, { signal })
      expect(endS).toBe(t + 1)
      const view = await analysis.methods['run.window'](
        { run: going.id, window: { fromS: 0, toS: 100 }, filter: EVERYTHING },
        { signal },
      )
      expect(view.totals).toMatchObject({ requests: 10 * (t + 1), ratePerS: 10 })
    }
  })
})

describe('what cannot be answered is said in a sentence', () => {
  test('an unknown run, whatever it is called', async () => {
    writeRawRun(history, steadyLoad(2))
    for (const run of [HOSTILE, '__proto__', "' OR 1=1 --", 'x'.repeat(100)]) {
      const { code, message } = await refusal(analysis.methods['run.open']({ run }, { signal }))
      expect(code).toBe('notFound')
      expect(message).toContain('There is no run')
    }
  })

  test('a history that is not there, until it is', async () => {
    const later = join(folder, 'later.db')
    const own = start(READER, later)
    const { code } = await refusal(own.methods['run.open']({ run: 'last' }, { signal }))
    expect(code).toBe('notFound')
    const written = openHistory(later)
    writeRawRun(written, steadyLoad(3))
    expect(await own.methods['run.open']({ run: 'last' }, { signal })).toMatchObject({ endS: 3 })
    written.close()
    await own.close()
  })

  test('a damaged history, until a sound one has taken its place', async () => {
    writeRawRun(history, steadyLoad(200))
    history.close()
    const damaged = join(folder, 'damaged.db')
    const bytes = readFileSync(file)
    // The first page, with the list of tables, stays as it is.
    writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 32_768), Buffer.alloc(bytes.length - 32_768, 0x5a)]))
    const own = start(READER, damaged)
    const { code, message } = await refusal(own.methods['run.open']({ run: 'last' }, { signal }))
    expect([code, message]).toEqual(['damaged', expect.stringContaining(`The history ${damaged} is damaged.`)])
    rmSync(damaged)
    copyFileSync(file, damaged)
    expect(await own.methods['run.open']({ run: 'last' }, { signal })).toMatchObject({ endS: 200 })
    await own.close()
  })

  test('wrong parameters', async () => {
    const call = analysis.methods['run.window'](
      { run: 'last', window: { fromS: 5, toS: 5 }, filter: EVERYTHING },
      { signal },
    )
    expect(await refusal(call)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('ends after it begins'),
    })
  })
})

describe('a cancelled call', () => {
  test('ends at once, and the thread is free for the next', async () => {
    const { id } = writeRawRun(history, steadyLoad(900)).run()
    for (let time = 0; time < 20; time++) {
      const abort = new AbortController()
      const call = timelineOf(id, 900, abort.signal)
      abort.abort()
      await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    }
    expect(await timelineOf(id, 900)).toMatchObject({ stepS: 1 })
    expect(lines).toEqual([])
  })

  test('that was cancelled before is not made', async () => {
    await expect(timelineOf('last', 10, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a thread that dies', () => {
  test('in the middle of calls: they fail with a sentence, the next one is answered by another', async () => {
    writeRawRun(history, steadyLoad(5))
    const own = start(join(import.meta.dirname, 'testing/dyingReader.ts'))
    const lost = await refusal(own.methods['run.open']({ run: 'last' }, { signal }))
    expect(lost).toEqual({
      code: 'readerLost',
      message: 'The reader of the history ended before the answer came. Ask again.',
    })
    expect(await own.methods['run.open']({ run: 'last' }, { signal })).toMatchObject({ endS: 5 })
    await own.close()
  })

  test('before it can say anything: the call fails, and the log says why', async () => {
    const own = start(join(folder, 'missing.ts'))
    expect(await refusal(own.methods['run.open']({ run: 'last' }, { signal }))).toMatchObject({ code: 'readerLost' })
    expect(lines.join('\n')).toContain('missing.ts')
    await own.close()
  })
})

test('a thread that is still being loaded is not ended by force', async () => {
  writeRawRun(history, steadyLoad(5))
  const own = start(join(import.meta.dirname, 'testing/slowlyLoadedReader.ts'))
  const lost = refusal(own.methods['run.open']({ run: 'last' }, { signal }))
  await own.close()
  expect(await lost).toMatchObject({ code: 'readerLost' })
  expect(existsSync(`${file}.ended`)).toBe(true)
})

test('many calls at once are all answered, and closing ends what is left', async () => {
  const { id } = writeRawRun(history, steadyLoad(60)).run()
  const answers = await Promise.all(Array.from({ length: 30 }, () => timelineOf(id, 60)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  const left = refusal(timelineOf(id, 60))
  await analysis.close()
  expect((await left).code).toBe('readerLost')
  expect((await refusal(timelineOf(id, 60))).code).toBe('closed')
})
