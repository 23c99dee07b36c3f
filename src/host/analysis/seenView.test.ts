/** First and last seconds against the lists that went in, over runs whose seconds are rolled up and runs that go on. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AnalysisFilter } from '../../contract/methods/analysis.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { seenView } from './seenView.ts'
import { arbitraryRun } from './testing/arbitraryRun.ts'
import { writeRawRun, type RawSecond } from './testing/rawRun.ts'

const EVERYTHING: AnalysisFilter = { endpoint: null, userType: null, trustedOnly: false }

/** By looking at every second of the list. */
function seenIn(seconds: readonly RawSecond[], fromS: number, toS: number, userType: string | null): string[] {
  const seen = new Map<string, number[]>()
  for (const { t, requests } of seconds)
    for (const { series } of requests)
      if (t >= fromS && t < toS && (userType === null || series.userType === userType)) {
        const key = `${series.kind} ${series.endpoint}`
        seen.set(key, [...(seen.get(key) ?? []), t])
      }
  return [...seen].map(([key, at]) => `${key}: ${Math.min(...at)}–${Math.max(...at)}`).toSorted()
}

function told({ endpoints }: ReturnType<typeof seenView>): string[] {
  return endpoints.map(({ kind, name, firstS, lastS }) => `${kind} ${name}: ${firstS}–${lastS}`).toSorted()
}

test('of any window, of all user types or one', () => {
  fc.assert(
    fc.property(
      arbitraryRun,
      fc.nat(85),
      fc.integer({ min: 1, max: 85 }),
      fc.constantFrom(null, 'shopper', 'admin', '__proto__'),
      (run, fromS, lengthS, userType) => {
        const history = openMemoryHistory()
        const record = recordOf(writeRawRun(history, run.seconds, run))
        const toS = fromS + lengthS
        const reachesEnd = fromS < record.judged.loadEndS && toS >= record.judged.loadEndS
        const seen = seenView(record, { fromS, toS }, { endpoint: null, userType, trustedOnly: false })
        expect(told(seen)).toEqual(seenIn(run.seconds, fromS, reachesEnd ? record.endS : toS, userType))
        history.close()
      },
    ),
    { numRuns: 60 },
  )
})

/** Two hours in which something is asked every seven seconds, something seldom, and something in one second only. */
const LONG: RawSecond[] = Array.from({ length: 7300 }, (_, t) => ({
  t,
  requests: [
    ...(t % 7 === 1 ? [{ series: seriesOf('often'), latenciesUs: [1000], servicesUs: null }] : []),
    ...(t % 997 === 13 ? [{ series: seriesOf('seldom', 'failed'), latenciesUs: [2000], servicesUs: null }] : []),
    ...(t === 4321 ? [{ series: seriesOf('once'), latenciesUs: [3000], servicesUs: null }] : []),
  ],
})).filter(({ t, requests }) => requests.length > 0 || t === 7299)

test.each([
  ['ended', undefined],
  ['going on', null],
])('to the second, however long the windows are that are stored: a run %s', (_, loadEndMs) => {
  const history = openMemoryHistory()
  const record = recordOf(writeRawRun(history, LONG, loadEndMs === undefined ? {} : { loadEndMs }))
  for (const [fromS, toS] of [
    [0, 7300],
    [1, 7299],
    [14, 7000],
    [4321, 4322],
    [4322, 4400],
    [3599, 3601],
    [1010, 1011],
  ] as const)
    expect(told(seenView(record, { fromS, toS }, EVERYTHING))).toEqual(seenIn(LONG, fromS, toS, null))
  history.close()
})

test('a filter to one endpoint leaves that one', () => {
  const history = openMemoryHistory()
  const record = recordOf(
    writeRawRun(
      history,
      LONG.filter(({ t }) => t < 2000),
    ),
  )
  const filter: AnalysisFilter = { endpoint: { name: 'seldom', kind: 'http' }, userType: null, trustedOnly: false }
  expect(seenView(record, { fromS: 0, toS: 2000 }, filter).endpoints).toEqual([
    { name: 'seldom', kind: 'http', firstS: 13, lastS: 1010 },
  ])
  history.close()
})
