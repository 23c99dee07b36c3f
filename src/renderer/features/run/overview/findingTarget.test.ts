import { expect, test } from 'vitest'
import type { RunView } from '../../../../contract/methods/analysis.ts'
import type { Finding } from '../../../../core/report/report.ts'
import { findingTarget } from './findingTarget.ts'

const run: Pick<RunView, 'endpoints' | 'endS'> = {
  endpoints: [
    { name: 'GET /cart', kind: 'http' },
    { name: '__proto__', kind: 'reply' },
  ],
  endS: 600,
}
const evidence = (changes: Partial<Finding['evidence']>): Finding['evidence'] => ({
  view: 'timeline',
  endpoint: null,
  fromMs: null,
  toMs: null,
  ...changes,
})

test('a span and an endpoint', () =>
  expect(
    findingTarget(evidence({ endpoint: 'GET /cart', fromMs: 300_400, toMs: 749_000 }), { ...run, endS: 900 }),
  ).toEqual({
    section: 'timeline',
    window: { fromS: 300, toS: 749 },
    endpoint: { name: 'GET /cart', kind: 'http' },
    text: 'Timeline, 05:00–12:29, GET /cart',
  }))

test('no span: the window stays', () =>
  expect(findingTarget(evidence({ view: 'generator' }), run)).toEqual({
    section: 'generator',
    window: null,
    endpoint: null,
    text: 'Generator',
  }))

test('a span beyond the end is cut, an empty one is none; unknown endpoints are none', () => {
  expect(findingTarget(evidence({ fromMs: 500_000, toMs: 9_000_000 }), run).window).toEqual({ fromS: 500, toS: 600 })
  expect(findingTarget(evidence({ fromMs: 5000, toMs: 5000 }), run).window).toBeNull()
  expect(findingTarget(evidence({ fromMs: 700_000, toMs: 800_000 }), run).window).toBeNull()
  expect(findingTarget(evidence({ endpoint: 'constructor' }), run).endpoint).toBeNull()
  expect(findingTarget(evidence({ endpoint: '__proto__' }), run).endpoint).toEqual({ name: '__proto__', kind: 'reply' })
})
