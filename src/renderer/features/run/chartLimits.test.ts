import { expect, test } from 'vitest'
import { chartLimits } from './chartLimits.ts'
import { criterionOf } from './sampleCriterion.ts'

const criteria = [
  criterionOf(),
  criterionOf({ metric: 'p99', level: 'maximum', limit: 1500 }),
  criterionOf({ metric: 'failures', unit: 'share', limit: 0.01 }),
  criterionOf({ metric: 'p95', operator: '>', limit: 1 }),
  criterionOf({ metric: 'avg', limit: 100 }),
  criterionOf({ subject: 'GET /a', endpoints: ['GET /a'], limit: 50 }),
  criterionOf({ subject: 'GET *', endpoints: ['GET /a', 'GET /b'], limit: 70 }),
]

test('all requests have the limits on all requests', () =>
  expect(chartLimits(criteria, { endpoint: null, userType: null, trustedOnly: false })).toEqual([
    { ms: 500, level: 'target', label: 'p95 target' },
    { ms: 1500, level: 'maximum', label: 'p99 maximum' },
  ]))

test('an endpoint has its own, not those of several together', () =>
  expect(
    chartLimits(criteria, { endpoint: { name: 'GET /a', kind: 'http' }, userType: null, trustedOnly: false }),
  ).toEqual([{ ms: 50, level: 'target', label: 'p95 target' }]))

test('nothing is known of one user type', () =>
  expect(chartLimits(criteria, { endpoint: null, userType: 'Buyer', trustedOnly: false })).toEqual([]))
