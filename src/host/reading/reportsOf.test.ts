/** Reports of several runs by real threads. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportsSchema, type ReportsNews } from '../../contract/methods/reports.ts'
import { writeRawRun } from '../analysis/testing/rawRun.ts'
import { steadyLoad } from '../analysis/testing/steadyLoad.ts'
import { openHistory, type History } from '../storage/history.ts'
import { createAnalysis, type Analysis } from './readerClient.ts'

let folder: string
let history: History
let analysis: Analysis
let ids: string[]
let going: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-reports-'))
  const historyFile = join(folder, 'history.db')
  history = openHistory(historyFile)
  ids = [10, 20, 30].map((lengthS) => writeRawRun(history, steadyLoad(lengthS)).run().id)
  going = writeRawRun(history, steadyLoad(5), { loadEndMs: null }).run().id
  analysis = createAnalysis({ historyFile, workerFile: join(import.meta.dirname, 'index.ts') })
})
afterAll(async () => {
  await analysis.close()
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

async function reports(
  runs: string[],
  signal = new AbortController().signal,
  heard: (news: ReportsNews) => void = () => {},
): Promise<ReportsNews[]> {
  const news: ReportsNews[] = []
  await analysis.streams['runs.reports'](reportsSchema.parse({ runs, format: 'json' }), {
    signal,
    emit: (value) => {
      news.push(value)
      heard(value)
    },
  })
  return news
}

test('say how far they are; runs that go on or are gone are left out, and counted', async () => {
  const news = await reports([...ids, going, '1aaaaa-bbbb'])
  expect(news.slice(0, -1)).toEqual([0, 1, 2, 3, 4].map((done) => ({ kind: 'making', done, of: 5 })))
  expect(news.at(-1)).toMatchObject({ kind: 'made', left: 2, fileName: 'reports-of-3-runs-json.zip' })
})

test('of one run it is its report itself', async () => {
  const [, made] = await reports(ids.slice(0, 1))
  const context = { signal: new AbortController().signal }
  const report = await analysis.methods['run.report']({ run: ids[0]!, format: 'json' }, context)
  expect(made).toEqual({ kind: 'made', left: 0, ...report })
})

test('of none there is none, and it is said why', async () => {
  await expect(reports([going])).rejects.toMatchObject({ code: 'running' })
  await expect(reports(['1aaaaa-bbbb', '1aaaaa-cccc'])).rejects.toMatchObject({ code: 'notFound' })
})

test('can be given up, and others are made afterwards', async () => {
  const abort = new AbortController()
  const news = await reports(ids, abort.signal, () => abort.abort())
  expect(news.some(({ kind }) => kind === 'made')).toBe(false)
  expect((await reports(ids)).at(-1)).toMatchObject({ kind: 'made', left: 0 })
})
