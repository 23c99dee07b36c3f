/** Whole comparisons from a real history, of builds whose difference is known. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CompletedComparison } from '../../core/comparison/comparison.ts'
import { buildValueText } from '../../core/comparison/comparisonWords.ts'
import { isConfirmedRegression } from '../../core/comparison/confirmedRegression.ts'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import { atOnce } from '../analysis/testing/rawRun.ts'
import { recordOf } from '../runs/runRecord.ts'
import { reportOfRun } from '../runs/runReport.ts'
import { openMemoryHistory, type History } from '../storage/history.ts'
import { compareRuns } from './compareRuns.ts'
import { createRunSecondsReader } from './runSeconds.ts'
import { selectRuns } from './selectRuns.ts'
import { writeBuilds } from './testing/twoBuilds.ts'

let history: History
let ids: string[][]

beforeAll(() => {
  history = openMemoryHistory()
  ids = writeBuilds(history, [
    { build: '1.0', runs: 4 },
    { build: '1.1', runs: 4, slower: { 'GET /search': 1.25 } },
    { build: '1.2', runs: 4, tail: { 'POST /order': 0.03 }, failing: { 'GET /': 0.1 } },
    { build: '1.3', runs: 4 },
  ])
})
afterAll(() => history.close())

async function compare(baseline: readonly string[], candidate: readonly string[]): Promise<CompletedComparison> {
  const result = await compareRuns(history, { baseline, candidate }, DEFAULT_SETTINGS, atOnce)
  if (result.outcome !== 'compared') throw new Error(JSON.stringify(result.differences))
  return result
}

const verdictsOf = ({ endpoints }: CompletedComparison, verdict: string): string[] =>
  endpoints.flatMap(({ endpoint, metrics }) =>
    metrics.filter((metric) => metric.verdict === verdict).map(({ metric }) => `${endpoint.name} ${metric}`),
  )

describe('two builds', () => {
  test('of which one is slower at one endpoint: that endpoint is named, and no other', async () => {
    const result = await compare(ids[0]!, ids[1]!)
    expect(result.verdict).toBe('regressed')
    expect(verdictsOf(result, 'regressed')).toEqual(expect.arrayContaining(['GET /search p50', 'GET /search p95']))
    expect(verdictsOf(result, 'regressed').filter((name) => !name.startsWith('GET /search'))).toEqual([])
    expect(verdictsOf(result, 'improved')).toEqual([])
    const p50 = result.endpoints[0]!.metrics.find(({ metric }) => metric === 'p50')!
    expect(Math.exp(p50.interval!.low)).toBeLessThan(1.25)
    expect(Math.exp(p50.interval!.high)).toBeGreaterThan(1.25)
    expect(result.historyRuns).toBe(8)
  })

  test('the other way round it is an improvement', async () => {
    const result = await compare(ids[1]!, ids[0]!)
    expect(verdictsOf(result, 'regressed')).toEqual([])
    expect(verdictsOf(result, 'improved')).toEqual(expect.arrayContaining(['GET /search p50']))
  })

  test('of which one has a tail and failures, at a median that is the same', async () => {
    const result = await compare(ids[0]!, ids[2]!)
    const found = verdictsOf(result, 'regressed')
    expect(found).toEqual(expect.arrayContaining(['POST /order p99', 'GET / errors']))
    // They have nothing in common: each is told by itself, and none was is none.
    expect(result.findings).toHaveLength(2)
    const errors = result.endpoints.find(({ endpoint }) => endpoint.name === 'GET /')!.metrics.find(({ metric }) => metric === 'errors')! // prettier-ignore
    expect(errors.failureShare).toEqual({ baseline: 0, candidate: 0.1 })
    expect([buildValueText(errors, 'baseline'), buildValueText(errors, 'candidate')]).toEqual(['0.00 %', '10.00 %'])
    expect(isConfirmedRegression(result)).toBe(true)
    expect(verdictsOf(result, 'unchanged')).toContain('POST /order p50')
  })

  test('that are the same: nothing is found', async () => {
    const result = await compare(ids[0]!, ids[3]!)
    expect([verdictsOf(result, 'regressed'), verdictsOf(result, 'improved')]).toEqual([[], []])
    expect(verdictsOf(result, 'unchanged').length).toBeGreaterThan(3)
  })

  test('get the same answer byte by byte', async () => {
    expect(JSON.stringify(await compare(ids[0]!, ids[1]!))).toBe(JSON.stringify(await compare(ids[0]!, ids[1]!)))
  })
})

test('one run against one without a history says what it saw, and no verdict', async () => {
  const alone = openMemoryHistory()
  const [[before], [after]] = writeBuilds(alone, [
    { build: 'a', runs: 1 },
    { build: 'b', runs: 1, slower: { 'GET /': 1.5 } },
  ]) as [[string], [string]]
  const result = await compareRuns(alone, { baseline: [before], candidate: [after] }, DEFAULT_SETTINGS, atOnce)
  expect(result).toMatchObject({ outcome: 'compared', verdict: 'notEnoughData', historyRuns: 0 })
  const { endpoints } = result as CompletedComparison
  const p50 = endpoints
    .find(({ endpoint }) => endpoint.name === 'GET /')!
    .metrics.find(({ metric }) => metric === 'p50')!
  expect(p50.reason).toEqual({ kind: 'spreadUnknown' })
  expect(Math.exp(p50.effect!)).toBeCloseTo(1.5, 0)
  alone.close()
})

test('builds of the history that differ among themselves do not hide a change', async () => {
  const mixed = openMemoryHistory()
  const builds = writeBuilds(mixed, [
    { build: 'slow', runs: 3, slower: { 'GET /': 2 } },
    { build: 'fast', runs: 3 },
    { build: 'before', runs: 3 },
    { build: 'after', runs: 3, slower: { 'GET /': 1.3 } },
  ])
  const result = await compareRuns(mixed, { baseline: builds[2]!, candidate: builds[3]! }, DEFAULT_SETTINGS, atOnce)
  expect(result).toMatchObject({ outcome: 'compared', verdict: 'regressed', historyRuns: 6 })
  expect(verdictsOf(result as CompletedComparison, 'regressed')).toContain('GET / p50')
  mixed.close()
})

test('one run that regressed beside a history has to be confirmed, and fails nothing by itself', async () => {
  const noted = openMemoryHistory()
  const builds = writeBuilds(noted, [
    { build: 'a', runs: 6 },
    { build: 'b', runs: 1, slower: { 'GET /': 2 } },
  ])
  const result = await compareRuns(noted, { baseline: builds[0]!, candidate: builds[1]! }, DEFAULT_SETTINGS, atOnce)
  expect(result).toMatchObject({ outcome: 'compared', verdict: 'regressed' })
  expect(isConfirmedRegression(result)).toBe(false)
  noted.close()
})

test('another load makes a comparison meaningless: it is refused, unless it is forced', async () => {
  const other = openMemoryHistory()
  const [a, b] = writeBuilds(other, [
    { build: 'a', runs: 2 },
    { build: 'b', runs: 2, run: { scenario: 'peak', planName: 'other' } },
  ])
  const refused = await compareRuns(other, { baseline: a!, candidate: b! }, DEFAULT_SETTINGS, atOnce)
  expect(refused.outcome).toBe('refused')
  expect(refused.differences.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['scenario']))
  const forced = await compareRuns(
    other,
    { baseline: a!, candidate: b! },
    { ...DEFAULT_SETTINGS, isForced: true },
    atOnce,
  )
  expect(forced).toMatchObject({ outcome: 'compared', isForced: true })
  other.close()
})

test('seconds of a run are those that its report counts', async () => {
  const reader = history.findRun(ids[2]![0]!)
  const record = recordOf(reader)
  const { endpoints, totals } = reportOfRun(history, reader)
  const seconds = await createRunSecondsReader().each(record, atOnce)
  const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0)
  for (const own of seconds.endpoints) {
    const row = endpoints.find(({ name }) => name === own.name)!
    expect([sum(own.ok), sum(own.failed)]).toEqual([row.requests - row.failures, row.failures])
    expect(sum(own.counts)).toBe(sum(own.ok))
  }
  const [all] = (await createRunSecondsReader().totals(record, atOnce)).endpoints
  expect(sum(all!.ok) + sum(all!.failed)).toBe(totals.requests)
})

test('is given up between two pieces of work, and says how far it is', async () => {
  const heard = new Set<string>()
  await compareRuns(history, { baseline: ids[0]!, candidate: ids[1]! }, DEFAULT_SETTINGS, atOnce, ({ done, of }) =>
    heard.add(`${done}/${of}`),
  )
  expect([...heard]).toEqual(['0/8', '1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8'])
  const stop = async (): Promise<void> => {
    throw new Error('stopped')
  }
  await expect(compareRuns(history, { baseline: ids[0]!, candidate: ids[1]! }, DEFAULT_SETTINGS, stop)).rejects.toThrow(
    'stopped',
  )
})

describe('builds and runs by name', () => {
  const chosen = (baseline: string, candidate: string): [string[], string[]] => {
    const runs = selectRuns(history, { baseline, candidate })
    return [runs.baseline.map(({ id }) => id), runs.candidate.map(({ id }) => id)]
  }

  const messageOf = (action: () => unknown): string => {
    try {
      action()
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    throw new Error('It was not refused.')
  }

  test('labels, ids, lists of both, and the newest', () => {
    expect(chosen('1.0', '1.1')).toEqual([ids[0], ids[1]])
    expect(chosen(ids[0]![1]!, 'last')).toEqual([[ids[0]![1]], [ids[3]![3]]])
    expect(chosen(`1.0, ${ids[3]![0]!}`, '1.1')).toEqual([[...ids[0]!, ids[3]![0]], ids[1]])
  })

  test('a label with commas is one build; of several targets the runs against one', () => {
    const other = openMemoryHistory()
    const written = writeBuilds(other, [
      { build: 'a,b', runs: 1 },
      { build: 'a', runs: 1 },
      { build: 'c', runs: 1 },
      { build: 'c', runs: 1, run: { target: 'http://elsewhere.test' } },
    ])
    const chosenOf = (target?: string): string[] =>
      selectRuns(other, { baseline: 'a,b', candidate: 'c', ...(target === undefined ? {} : { target }) }).candidate.map(
        ({ id }) => id,
      )
    expect(selectRuns(other, { baseline: 'a,b', candidate: 'a' }).baseline.map(({ id }) => id)).toEqual(written[0])
    expect(chosenOf()).toEqual([...written[2]!, ...written[3]!])
    expect(chosenOf(other.findRun(written[0]![0]!).run().target)).toEqual(written[2])
    const { target } = other.findRun(written[0]![0]!).run()
    expect(() => chosenOf('http://elsewhere.test')).toThrow(
      `The build "a,b" was not run against http://elsewhere.test, but against ${target}. Run it there, or choose another build.`,
    )
    expect(() => selectRuns(other, { baseline: 'a', candidate: 'c', plan: 'shop', scenario: 'peak' })).toThrow(
      'The build "c" was not run with shop · peak, but with shop · smoke. Name it with --plan and --scenario.',
    )
    const [long] = writeBuilds(other, [
      { build: 'c', runs: 1, run: { scenario: 'x'.repeat(10_000), startedAtMs: 9e12 } },
    ])
    expect(long).toHaveLength(1)
    const message = messageOf(() => selectRuns(other, { baseline: 'c', candidate: 'c', scenario: 'peak' }))
    expect(message).toMatch(
      /^The build "c" was not run with peak, but with shop · x{52}…, shop · smoke\. Name one of them with --scenario\.$/,
    )
    other.close()
  })

  test('the baseline that was set', () => {
    expect(() => chosen('starred', '1.3')).toThrow('No baseline is set for shop · smoke')
    history.setBaseline(
      { planName: 'shop', scenario: 'smoke', target: history.listRuns({ limit: 1 })[0]!.target },
      '1.1',
    )
    expect(chosen('starred', '1.3')).toEqual([ids[1], ids[3]])
  })

  test('what there is not', () => {
    expect(() => chosen('9.9', '1.1')).toThrow('There is no build "9.9"; there are "1.3"')
    expect(() => chosen('1.0', ' , ')).toThrow('No build or run was named.')
    expect(() => chosen('1.0', '__proto__')).toThrow('There is no build "__proto__"')
  })
})
