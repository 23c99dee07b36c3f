import { expect, test } from 'vitest'
import {
  KnobError,
  parseDuration,
  parseFail,
  parseLeak,
  parseLock,
  parseRate,
  parseRoute,
  parseSlow,
  parseStall,
  routeMatches,
} from './knobs.ts'

test.each([
  ['250ms', 250],
  ['2s', 2000],
  ['1m30s', 90_000],
  ['1.5s', 1500],
  ['2h', 7_200_000],
  ['0', 0],
])('the duration %s is %d ms', (text, ms) => {
  expect(parseDuration('x', text)).toBe(ms)
})

test('delays are fixed, a range or relative, for all or for a share', () => {
  expect(parseSlow('POST /api/workflows=200ms')).toMatchObject({ delay: { kind: 'fixed', ms: 200 }, share: 1 })
  expect(parseSlow('/health = 1s..2s @ 5%')).toMatchObject({
    route: { text: '/health', method: undefined },
    delay: { kind: 'range', fromMs: 1000, toMs: 2000 },
    share: 0.05,
  })
  expect(parseSlow('get /health=+30%')).toMatchObject({
    route: { method: 'GET' },
    delay: { kind: 'relative', share: 0.3 },
  })
})

test('failures, locks, stalls, leaks and rates', () => {
  expect(parseFail('*=5%')).toMatchObject({ share: 0.05, failure: { kind: 'status', status: 500 } })
  expect(parseFail('/health=100%:503')).toMatchObject({ share: 1, failure: { kind: 'status', status: 503 } })
  expect(parseFail('/health=0.5%:reset')).toMatchObject({ share: 0.005, failure: { kind: 'reset' } })
  expect(parseLock('/health=20ms')).toMatchObject({ holdMs: 20 })
  expect(parseStall('1s/10s')).toEqual({ forMs: 1000, everyMs: 10_000 })
  expect(parseLeak('1MB/s')).toEqual({ bytes: 1_000_000, per: 'second' })
  expect(parseLeak('64KiB/request')).toEqual({ bytes: 65_536, per: 'request' })
  expect(parseRate('rate-limit', '3000/m')).toBe(50)
})

test.each<[string, () => unknown, string]>([
  ['no value', () => parseSlow('/health'), 'not of the form ROUTE=VALUE'],
  ['no unit', () => parseSlow('/health=200'), 'not a duration'],
  ['a negative delay', () => parseSlow('/health=-5ms'), 'not a duration'],
  ['a range backwards', () => parseSlow('/health=2s..1s'), 'ends before it begins'],
  ['two shares', () => parseSlow('/health=2s@1%@2%'), 'more than one @'],
  ['a route without a slash', () => parseSlow('health=2s'), 'not a route'],
  ['an empty route', () => parseSlow('=2s'), 'not a route'],
  ['too long for a timer', () => parseSlow('/health=9999h'), 'longer than 24 days'],
  ['more than everything', () => parseFail('/health=101%'), 'not a share'],
  ['a share without a sign', () => parseFail('/health=5'), 'not a share'],
  ['a status that is no error', () => parseFail('/health=5%:200'), 'neither a status'],
  ['a stall that never ends', () => parseStall('10s/10s'), 'longer than the stall'],
  ['a stall without length', () => parseStall('0/10s'), 'longer than nothing'],
  ['a stall without period', () => parseStall('1s'), 'not of the form'],
  ['a leak per minute', () => parseLeak('1MB/m'), 'neither SIZE/s'],
  ['a leak without unit', () => parseLeak('1/s'), 'not a size'],
  ['no rate at all', () => parseRate('rate-limit', '0/s'), 'not a rate'],
  ['hostile repetition', () => parseDuration('x', '1s'.repeat(50_000) + '!'), 'not a duration'],
])('%s is refused, and the text is named', (_what, parse, why) => {
  expect(parse).toThrow(KnobError)
  expect(parse).toThrow(why)
})

test.each([
  ['POST /api/workflows/:workflow/execute', 'POST', '/api/workflows/:id/execute', true],
  ['POST /api/workflows/:workflow/execute', 'GET', '/api/workflows/:id/execute', false],
  ['/api/workflows', 'GET', '/api/workflows', true],
  ['/api/workflows', 'GET', '/api/workflows/:id', false],
  ['/api/*', 'GET', '/api/workflows', true],
  ['/api/*', 'GET', '/api/workflows/:id', false],
  ['/api/:x', 'GET', '/api/workflows', false],
  ['*', 'GET', '/health', true],
  ['DELETE *', 'GET', '/health', false],
])('%s and %s %s: %s', (pattern, method, path, matches) => {
  expect(routeMatches(parseRoute('slow', pattern), method, path)).toBe(matches)
})
