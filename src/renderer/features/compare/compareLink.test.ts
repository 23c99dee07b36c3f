import { expect, test } from 'vitest'
import { parseLocator, printLocator } from '../../app/locator.ts'
import { printCompareLink, readCompareLink, type CompareLinkParams, type CompareLook } from './compareLink.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u202E,__proto__'

const full: CompareLook = {
  baseline: `a,${HOSTILE}`,
  candidate: HOSTILE,
  plan: HOSTILE,
  scenario: 's',
  target: 'http://127.0.0.1:8900',
  isForced: true,
  endpoint: { name: HOSTILE, kind: 'websocket' },
  metric: 'p99',
  find: 'verdict:regressed p95>5',
  show: 'improved',
  unit: 'absolute',
  view: 'heat',
  align: 'inFlight',
  overlayOf: 'endpoint',
}

test('what is looked at is printed as a link and read back, whatever stands in names', () => {
  const link = printLocator({ kind: 'compare', params: printCompareLink(full) })
  const locator = parseLocator(link)
  expect(locator?.kind).toBe('compare')
  expect(readCompareLink(locator?.params ?? {})).toEqual(full)
})

test('an empty link leaves all to what suggests itself, and is printed as one', () => {
  const look = readCompareLink({})
  expect(look).toMatchObject({ baseline: null, candidate: null, endpoint: null, show: 'all', unit: 'relative' })
  expect(printCompareLink(look)).toEqual({})
})

test('what is wrong in a link is as if it had not been said', () => {
  const wrong: CompareLinkParams = {
    baseline: ' ',
    candidate: 'x'.repeat(10_001),
    plan: 'x'.repeat(1001),
    force: 'true',
    endpoint: '',
    kind: 'constructor',
    metric: 'toString',
    show: '__proto__',
    unit: 'pounds',
    view: 'toString',
    align: 'constructor',
    overlay: 'all',
  }
  expect(readCompareLink(wrong)).toEqual(readCompareLink({}))
  expect(readCompareLink({ endpoint: 'GET /', kind: 'nonsense' }).endpoint).toEqual({ name: 'GET /', kind: 'http' })
})
