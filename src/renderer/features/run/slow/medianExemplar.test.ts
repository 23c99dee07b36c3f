/** Which kept request stands for the middle of an endpoint, and how others differ from it. */
import { expect, test } from 'vitest'
import { latencyOf } from '../sampleWindow.ts'
import { medianExemplar, phaseDifferences } from './medianExemplar.ts'
import { exemplarOf } from './sampleExemplar.ts'

const NONE = { blocked: 0, dns: 0, connect: 0, tls: 0, send: 0, wait: 0, receive: 0 }
const endpoint = { name: 'GET /cart', latencyMs: { ...latencyOf(10), p50: 40 } }

test('the one nearest to the p50 of all requests, not the middle of what was kept', () => {
  const kept = [900, 800, 700, 47, 30].map((latencyMs) => exemplarOf({ latencyMs }))
  expect(medianExemplar(kept, endpoint)).toMatchObject({ p50Ms: 40, exemplar: { latencyMs: 47 } })
})

test('a failed one, and one of another endpoint, stand for nothing; of two as near the earlier does', () => {
  const kept = [
    exemplarOf({ latencyMs: 40, outcome: 'failed' }),
    exemplarOf({ latencyMs: 40, endpoint: '__proto__' }),
    exemplarOf({ latencyMs: 50, startMs: 9000 }),
    exemplarOf({ latencyMs: 30, startMs: 2000 }),
  ]
  expect(medianExemplar(kept, endpoint)?.exemplar).toMatchObject({ latencyMs: 30, startMs: 2000 })
  expect(medianExemplar(kept.slice(0, 2), endpoint)).toBeNull()
  expect(medianExemplar(kept, { ...endpoint, latencyMs: null })).toBeNull()
  expect(medianExemplar(kept, undefined)).toBeNull()
})

test('differences of lag and phases add up to that of the whole; what neither has is left out', () => {
  const slow = exemplarOf({ latencyMs: 520, serviceMs: 320, phasesMs: { ...NONE, dns: 100, wait: 200, receive: 20 } })
  const median = exemplarOf({ latencyMs: 45, serviceMs: 45, phasesMs: { ...NONE, send: 5, wait: 40 } })
  const rows = phaseDifferences(slow, median)
  expect(rows).toEqual([
    { name: 'lag', ms: 200, medianMs: 0, byMs: 200 },
    { name: 'dns', ms: 100, medianMs: 0, byMs: 100 },
    { name: 'send', ms: 0, medianMs: 5, byMs: -5 },
    { name: 'wait', ms: 200, medianMs: 40, byMs: 160 },
    { name: 'receive', ms: 20, medianMs: 0, byMs: 20 },
    { name: 'all', ms: 520, medianMs: 45, byMs: 475 },
  ])
  expect(200 + 100 - 5 + 160 + 20).toBe(520 - 45)
})
