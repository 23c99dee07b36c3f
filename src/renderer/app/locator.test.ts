import { expect, test } from 'vitest'
import { parseLocator, printLocator, type Locator } from './locator.ts'

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  'a/b?c=d#e&f',
  '\u202eevil',
  '__proto__',
  '%',
  '..',
  ' ',
  '日本語',
  '\0',
]

test('a view is printed as a link and read back', () => {
  const views: [string, Locator][] = [
    ['#/home', { kind: 'home', params: {} }],
    ['#/plan?plan=a%2Fb.plan.yaml', { kind: 'plan', params: { plan: 'a/b.plan.yaml' } }],
    ['#/run/1s-x', { kind: 'run', params: { run: '1s-x' } }],
    [
      '#/run/1s-x/latency?endpoint=GET+%2Fcart&from=60&to=120',
      { kind: 'run', params: { run: '1s-x', section: 'latency', from: '60', to: '120', endpoint: 'GET /cart' } },
    ],
  ]
  for (const [link, view] of views) {
    expect(printLocator(view)).toBe(link)
    expect(parseLocator(link)).toEqual(view)
  }
})

test.each(HOSTILE)('whatever stands in a parameter comes back as it was: %j', (value) => {
  const view: Locator = { kind: 'run', params: { run: value, section: value, endpoint: value } }
  expect(parseLocator(printLocator(view))).toEqual(view)
})

test('a parameter may be called like something of every object', () => {
  const parsed = parseLocator('#/runs?__proto__=x&constructor=y')
  expect(Object.entries(parsed?.params ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  expect(Object.getPrototypeOf(parsed?.params)).toBe(Object.prototype)
})

test('empty parameters are left out', () => {
  expect(printLocator({ kind: 'run', params: { run: 'a', section: '', from: '' } })).toBe('#/run/a')
  // Only what is at the end: the place in the path says what it is.
  expect(parseLocator('#/run/a/')).toEqual({ kind: 'run', params: { run: 'a' } })
})

test.each([
  '',
  '#',
  '#/',
  '#/nothing',
  '#/run',
  '#/run/',
  '#/run//latency',
  '#/run/a/b/c',
  '#/home/x',
  '#/run/%E0%A4%A',
  '#/constructor',
  '#token=abc',
  `#/runs?text=${'x'.repeat(10_000)}`,
  `#/runs?${Array.from({ length: 60 }, (_, index) => `p${index}=1`).join('&')}`,
])('is no view: %s', (hash) => {
  expect(parseLocator(hash)).toBeNull()
})

test('the path cannot be overruled behind the question mark', () => {
  expect(parseLocator('#/run/a?run=b&section=errors')).toEqual({ kind: 'run', params: { run: 'a' } })
})
