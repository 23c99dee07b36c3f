import { expect, test } from 'vitest'
import { HELP, readArguments } from './arguments.ts'
import { KnobError } from './knobs.ts'
import { readOptions } from './options.ts'

function settings(...texts: string[]) {
  const wanted = readArguments(texts)
  if (wanted.kind !== 'start') throw new Error('expected to start')
  return readOptions(wanted.options)
}

test('without arguments everything has its documented default', () => {
  expect(settings()).toMatchObject({
    host: '127.0.0.1',
    port: 8900,
    users: 2000,
    password: 'demo',
    tokenTtlMs: 3_600_000,
    pool: 4,
    executions: 1000,
    queue: 10_000,
    slow: [],
    stall: undefined,
    failExecutionsShare: 0,
  })
})

test('arguments reach their settings, repeated ones all of them', () => {
  const read = settings(
    '--port',
    '0',
    '--seed',
    '7',
    '--token-ttl',
    '90s',
    '--stall',
    '1s/10s',
    '--rate-limit',
    '100/s',
    '--slow',
    '/health=1s',
    '--slow',
    'GET /metrics=+30%',
    '--fail',
    '*=5%:503',
    '--leak',
    '1MB/s',
    '--execution-time',
    '10ms..20ms',
    '--execution-time',
    'llm=1s',
    '--fail-executions',
    '2%',
  )
  expect(read).toMatchObject({
    port: 0,
    seed: 7,
    tokenTtlMs: 90_000,
    rateLimitPerSecond: 100,
    failExecutionsShare: 0.02,
  })
  expect(read.slow.map((knob) => knob.route.text)).toEqual(['/health', 'GET /metrics'])
  expect(read.executionTime).toEqual({
    browser: { fromMs: 10, toMs: 20 },
    desktop: { fromMs: 10, toMs: 20 },
    llm: { fromMs: 1000, toMs: 1000 },
  })
})

test.each([
  [['--port', 'http'], '--port'],
  [['--port', '70000'], '--port'],
  [['--pool', '0'], '--pool'],
  [['--executions', '-1'], '--executions'],
  [['--slow', '/health'], '--slow'],
  [['--execution-time', 'robot=1s'], 'browser, desktop, llm'],
  [['--execution-time', '2s..1s'], 'ends before it begins'],
  [['--fail-executions', 'often'], '--fail-executions'],
  [['--slwo', '/health=1s'], '--slwo'],
  [['8900'], '8900'],
])('%j is refused with its name', (texts, named) => {
  expect(() => settings(...texts)).toThrow(KnobError)
  expect(() => settings(...texts)).toThrow(named)
})

test('the help names every option there is', () => {
  expect(readArguments(['-h'])).toEqual({ kind: 'help' })
  for (const name of ['port', 'slow', 'fail', 'lock', 'stall', 'leak', 'rate-limit', 'queue', 'seed', 'history']) {
    expect(HELP).toContain(`--${name} `)
  }
})
