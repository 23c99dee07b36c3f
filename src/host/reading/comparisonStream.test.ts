/** Comparisons by real threads: how far they are, what they say, and that they can be given up. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareSchema, overlaySchema, type ComparisonNews } from '../../contract/methods/builds.ts'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import { atOnce } from '../analysis/testing/rawRun.ts'
import { compareRuns } from '../comparison/compareRuns.ts'
import { overlayRuns } from '../comparison/overlayRuns.ts'
import { writeBuilds } from '../comparison/testing/twoBuilds.ts'
import { openHistory, type History } from '../storage/history.ts'
import { createAnalysis, type Analysis } from './readerClient.ts'

let folder: string
let history: History
let analysis: Analysis
let ids: string[][]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-comparison-'))
  const historyFile = join(folder, 'history.db')
  history = openHistory(historyFile)
  ids = writeBuilds(history, [
    { build: 'a', runs: 2 },
    { build: 'b', runs: 2, slower: { 'GET /': 1.5 } },
  ])
  analysis = createAnalysis({ historyFile, workerFile: join(import.meta.dirname, 'index.ts') })
})
afterAll(async () => {
  await analysis.close()
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

async function compare(
  question: { baseline: string; candidate: string },
  signal = new AbortController().signal,
  heard: (news: ComparisonNews) => void = () => {},
): Promise<ComparisonNews[]> {
  const news: ComparisonNews[] = []
  await analysis.streams['builds.compare'](compareSchema.parse(question), {
    signal,
    emit: (value) => {
      news.push(value)
      heard(value)
    },
  })
  return news
}

test('is what it would be here, and says how far it is', async () => {
  const news = await compare({ baseline: 'a', candidate: 'b' })
  const reading = news.filter((part) => part.kind === 'reading')
  expect(news.slice(0, reading.length)).toEqual(reading)
  expect(reading.every(({ of }) => of === 4)).toBe(true)
  expect([...new Set(reading.map(({ done }) => done))]).toEqual([0, 1, 2, 3, 4])
  // Before the warm-ups, of which news came late once, at every piece of each run, and while all runs are compared.
  const steps = [0, ...reading.map(({ share }) => share)]
  expect(steps).toEqual(steps.toSorted((one, other) => one - other))
  expect(steps.at(-1)).toBeGreaterThan(0.9)
  expect(steps.at(-1)).toBeLessThanOrEqual(1)
  expect(Math.max(...steps.slice(1).map((share, at) => share - steps[at]!))).toBeLessThanOrEqual(0.15)
  const runs = { baseline: ids[0]!, candidate: ids[1]! }
  const here = await compareRuns(history, runs, DEFAULT_SETTINGS, atOnce)
  const endpoints = news.slice(reading.length, -1).flatMap((part) => (part.kind === 'endpoints' ? part.endpoints : []))
  const last = news.at(-1)
  if (last?.kind !== 'compared' || last.comparison.outcome === 'refused') throw new Error('not compared')
  expect({ ...last.comparison, endpoints }).toEqual(here)
  expect([last.comparison.endpoints, last.primary]).toEqual([[], ['p95', 'errors', 'throughput', 'achieved']])
  expect(here).toMatchObject({ outcome: 'compared' })
})

test('what there is not is refused in words', async () => {
  await expect(compare({ baseline: 'a', candidate: 'z' })).rejects.toMatchObject({
    code: 'notFound',
    message: expect.stringContaining('"z"') as string,
  })
})

test('is given up in the middle, and the reader is there for the next', async () => {
  const abort = new AbortController()
  const news = await compare({ baseline: 'a', candidate: 'b' }, abort.signal, ({ kind }) => {
    if (kind === 'reading') abort.abort()
  })
  expect(news.every(({ kind }) => kind === 'reading')).toBe(true)
  expect((await compare({ baseline: 'a', candidate: 'b' })).at(-1)).toMatchObject({ kind: 'compared' })
})

test('runs over each other are what they would be here, and are given up when nobody waits', async () => {
  const question = overlaySchema.parse({ baseline: ids[0], candidate: ids[1] })
  const call = (signal: AbortSignal) => Promise.resolve(analysis.methods['builds.overlay'](question, { signal }))
  const here = await overlayRuns(history, question, atOnce)
  expect(await call(new AbortController().signal)).toEqual(here)
  expect(here).toMatchObject({ kind: 'overlaid', axis: { step: 1, count: 40 } })
  const abort = new AbortController()
  const given = call(abort.signal)
  abort.abort()
  await expect(given).rejects.toThrow(/abort|cancel/i)
  expect(await call(new AbortController().signal)).toEqual(here)
})

test('builds are listed by what they ran', () => {
  const { target } = history.listRuns({ limit: 1 })[0]!
  const [first] = history.listRuns({})
  expect(history.scenarioBuilds()).toMatchObject([
    {
      planName: 'shop',
      scenario: 'smoke',
      target,
      baseline: null,
      builds: [
        { build: 'b', runs: 2, newestMs: first!.startedAtMs },
        { build: 'a', runs: 2 },
      ],
    },
  ])
  history.setBaseline({ planName: 'shop', scenario: 'smoke', target }, 'a')
  expect(history.scenarioBuilds()[0]!.baseline).toBe('a')
})
