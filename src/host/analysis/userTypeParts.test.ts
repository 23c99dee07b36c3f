/** The parts of user types against the lists that went in. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AnalysisFilter } from '../../contract/methods/analysis.ts'
import { recordOf } from '../runs/runRecord.ts'
import { openMemoryHistory } from '../storage/history.ts'
import { seriesOf } from '../storage/testing/syntheticSeconds.ts'
import { arbitraryRun, HOSTILE, isRequest, latenciesOf, requestsIn } from './testing/arbitraryRun.ts'
import { writeRawRun } from './testing/rawRun.ts'
import { userTypeParts } from './userTypeParts.ts'

const EVERYTHING: AnalysisFilter = { endpoint: null, userType: null, trustedOnly: false }

test('of any run and window each has its part of the time, whatever it is called', () => {
  fc.assert(
    fc.property(arbitraryRun, fc.nat(40), (run, fromS) => {
      const history = openMemoryHistory()
      const record = recordOf(writeRawRun(history, run.seconds, { ...run, loadEndMs: null }))
      const window = { fromS, toS: Math.max(fromS + 1, record.endS - 3) }
      const requests = requestsIn(run.seconds, window.fromS, window.toS, isRequest)
      const timeOf = (userType?: string): number =>
        latenciesOf(requests.filter(({ series }) => userType === undefined || series.userType === userType)).reduce(
          (sum, us) => sum + us,
          0,
        )
      const parts = userTypeParts(record, { window, filter: EVERYTHING })
      const names = new Set(requests.map(({ series }) => series.userType))
      expect(parts.map(({ name }) => name).toSorted()).toEqual([...names].toSorted())
      for (const { name, timeShare } of parts)
        if (timeOf() === 0) expect(timeShare).toBeNull()
        else expect(timeShare).toBeCloseTo(timeOf(name) / timeOf(), 10)
      const shares = parts.map(({ timeShare }) => timeShare ?? 0)
      expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      history.close()
    }),
    { numRuns: 60 },
  )
})

test('of the endpoint and the user type that are filtered to; groups count only when they are asked for', () => {
  const requests = [
    { series: seriesOf('GET /', 'ok', 'reader'), latenciesUs: [3000], servicesUs: null },
    { series: seriesOf('GET /', 'failed', 'writer'), latenciesUs: [1000], servicesUs: null },
    { series: seriesOf(HOSTILE, 'ok', 'writer'), latenciesUs: [96_000], servicesUs: null },
    {
      series: { ...seriesOf('all', 'ok', 'reader'), kind: 'group' as const },
      latenciesUs: [9_000_000],
      servicesUs: null,
    },
  ]
  const record = recordOf(writeRawRun(openMemoryHistory(), [{ t: 0, requests }]))
  const ask = (filter: Partial<AnalysisFilter>) =>
    userTypeParts(record, { window: { fromS: 0, toS: 1 }, filter: { ...EVERYTHING, ...filter } })
  expect(ask({})).toEqual([
    { name: 'writer', timeShare: 0.97 },
    { name: 'reader', timeShare: 0.03 },
  ])
  expect(ask({ endpoint: { name: 'GET /', kind: 'http' } })).toEqual([
    { name: 'reader', timeShare: 0.75 },
    { name: 'writer', timeShare: 0.25 },
  ])
  expect(ask({ endpoint: { name: 'all', kind: 'group' } })).toEqual([{ name: 'reader', timeShare: 1 }])
  expect(ask({ userType: 'writer' })).toEqual([{ name: 'writer', timeShare: 1 }])
  expect(ask({ userType: '__proto__' })).toEqual([])
})
