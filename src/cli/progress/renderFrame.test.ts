import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import type { ReportCriterion } from '../../core/report/report.ts'
import { newDisplayState, withTick, type DisplayState } from './displayState.ts'
import { UNTOUCHED } from './runControls.ts'
import { renderFrame } from './renderFrame.ts'
import { criterionWith, HEAD, tickWith } from './testing/ticks.ts'

const WIDE = { columns: 100, colour: false, unicode: true }

const CRITERIA: ReportCriterion[] = [
  criterionWith({ metric: 'p50', limit: 100, actual: 81 }),
  criterionWith({ metric: 'p50', level: 'maximum', limit: 150, actual: 81 }),
  criterionWith({ status: 'overTarget' }),
  criterionWith({ level: 'maximum', limit: 400 }),
  criterionWith({ metric: 'p99', level: 'maximum', limit: 1000, actual: 1240, status: 'overMaximum' }),
  criterionWith({ metric: 'rate', operator: '>=', unit: 'perS', limit: 1200, actual: 1204 }),
  criterionWith({ metric: 'failures', unit: 'share', limit: 0.01, actual: 0.0042 }),
  criterionWith({
    subject: 'POST /checkout',
    metric: 'p99',
    level: 'maximum',
    limit: 1000,
    actual: 2100,
    status: 'overMaximum',
  }),
  // Not of the whole run, so not of the table.
  criterionWith({ metric: 'p50', limit: 1, windowMs: 10_000, status: 'met' }),
]
const ERRORS: RunTick['errors'] = [
  { class: 'status', count: 1412 },
  { class: 'gaveUp', count: 88 },
]

function stateWith(changes: Partial<RunTick> = {}, others: Partial<DisplayState> = {}): DisplayState {
  let state = newDisplayState(HEAD, true)
  for (const ratePerS of [1000, 500, 0]) {
    state = withTick(
      state,
      tickWith({ second: { requests: 0, failures: 0, ratePerS, p50Ms: null, p95Ms: null, p99Ms: null } }),
    )
  }
  return { ...withTick(state, tickWith({ criteria: CRITERIA, errors: ERRORS, ...changes })), ...others }
}

test('shows what is now, the run, its limits and what is worst', () => {
  expect(renderFrame(stateWith(), WIDE)).toEqual([
    'shop · load · build 1.42.0-rc3 · http://staging.test:8080          ✓ trusted   loop 3.0 ms  CPU 41 %',
    'steady 12:31 / 1:00:00 ██████████······································ 20 %   VUs 96/96',
    '',
    '          now (5 s)        run     target        max',
    'rate       1,198 /s   1,204 /s  ≥ 1,200/s          – ✓ ▅▃▁▆',
    'p50         84.0 ms    81.0 ms     100 ms     150 ms ✓    ▆',
    'p95          340 ms     312 ms     300 ms     400 ms ▲    ▆',
    'p99          1.31 s     1.24 s          –        1 s ✕    ▆',
    'errors       0.90 %     0.42 %        1 %          – ✓    ▆',
    '',
    'worst   ✕ POST /checkout p99 2.10 s (max 1 s)   ✕ p99 1.24 s (max 1 s)   1 more ▲   6 more ✓',
    'errors  status 1,412 · gave up 88',
    '[q] stop  [+/-] users  [p] pause  [m] mark  [?] help',
  ])
})

test('before the first second there is nothing to show, and nothing is made up', () => {
  const frame = renderFrame(newDisplayState(HEAD, false), WIDE)
  expect(frame[1]).toBe('starting')
  expect(frame[4]).toBe('rate              –          –          –          –')
  expect(frame.at(-1)).toBe('Ctrl-C stop – what was measured is kept')
})

test('says what arrivals were planned, and how many were dropped since the start', () => {
  const arrivals = { planned: { unit: 'perS', level: 200 }, dropped: 7 } as const
  const state = withTick(stateWith(arrivals), tickWith(arrivals))
  expect(renderFrame(state, WIDE)[1]).toMatch(/ 20 % {3}VUs 96 {3}planned 200\/s {3}dropped 14$/)
})

test('says so when every user waits and nothing comes back', () => {
  const nothing = { requests: 0, failures: 0, ratePerS: 0, p50Ms: null, p95Ms: null, p99Ms: null }
  const hanging = renderFrame(stateWith({ inFlight: 96, second: nothing }), WIDE)
  expect(hanging[1]).toMatch(/VUs 96\/96 {3}all 96 waiting for an answer$/)
  expect(renderFrame(stateWith({ inFlight: 95, second: nothing }), WIDE)[1]).not.toContain('waiting')
  expect(renderFrame(stateWith({ inFlight: 96 }), WIDE)[1]).not.toContain('waiting')
})

test('counts down while the run stops, and says so when the engines are silent', () => {
  const stopping = renderFrame(stateWith({ phase: 'stopping' }, { stoppingS: 28 }), WIDE)
  expect(stopping[1]).toBe('stopping, at most 28 s more   12:31 / 1:00:00   VUs 96/96')
  expect(stopping.at(-1)).toBe('[Q] stop now  [m] mark')
  const silent = renderFrame(stateWith({}, { silentS: 9 }), WIDE)
  expect(silent[1]).toBe('steady 12:31 / 1:00:00   nothing heard from the engines for 9 s')
})

test('says why numbers are not to be trusted', () => {
  const trust = { state: 'notTrusted', reasons: ['The event loop was late by 200 ms.'] } as const
  const frame = renderFrame(stateWith({ trust: { ...trust, reasons: [...trust.reasons] } }), WIDE)
  expect(frame[0]).toMatch(/ ⊘ not trusted {3}loop/)
  expect(frame.at(-2)).toBe('why     The event loop was late by 200 ms.')
})

test('with nothing over a limit, says how many are met and what is slowest', () => {
  const criteria = [criterionWith(), criterionWith({ metric: 'p99.99', status: 'tooFew' })]
  expect(renderFrame(stateWith({ criteria }), WIDE)[10]).toBe(
    'worst   ✓ 1 of 2 met   ○ 1 too few samples   slowest POST /checkout p95 1.90 s',
  )
  expect(renderFrame(stateWith({ criteria: [] }), { ...WIDE, columns: 40 })[10]).toBe('worst   no criteria')
})

test('in ASCII the signs are words', () => {
  const frame = renderFrame(stateWith(), { ...WIDE, unicode: false })
  expect(frame[6]).toBe('p95          340 ms     312 ms     300 ms     400 ms WARN    +')
  expect(frame[10]).toContain('FAIL POST /checkout p99 2.10 s (max 1 s)')
  expect(frame[1]).toContain('##########......')
})

const HOSTILE = '\u001b[2J\u001b]0;owned\u0007evil\r\n\u202Etxt\u0000\u009b31m日本語の長い名前👩‍👩‍👧e\u0301'

describe.each([1, 7, 20, 40, 60, 79, 80, 100, 250])('%i columns', (columns) => {
  test.each([
    ['UTF-8', true, false],
    ['ASCII', false, false],
    ['colour', true, true],
  ])('%s: no line is wider, none more than 14, nothing of others gets through', (_, unicode, colour) => {
    const criteria = CRITERIA.map((criterion) => ({ ...criterion, subject: HOSTILE, metric: `p99${HOSTILE}` }))
    const trust = { state: 'degraded', reasons: [HOSTILE.repeat(20)] } as const
    const endpoints = tickWith().endpoints.map((endpoint) => ({ ...endpoint, name: HOSTILE }))
    const state = stateWith({
      criteria: [...criteria, ...CRITERIA],
      endpoints,
      trust: { ...trust, reasons: [...trust.reasons] },
    })
    const head = { plan: HOSTILE, scenario: HOSTILE, build: HOSTILE, runId: HOSTILE, target: HOSTILE, plannedMs: 0 }
    for (const others of [
      { head },
      { head, ended: true },
      { head, stoppingS: 3 },
      { head, controls: { ...UNTOUCHED, typing: HOSTILE } },
      { head, controls: { ...UNTOUCHED, message: { text: HOSTILE, done: false, atMs: 0 } } },
      { head: { ...HEAD, build: null } },
    ]) {
      const frame = renderFrame({ ...state, ...others }, { columns, unicode, colour })
      expect(frame.length).toBeLessThanOrEqual(14)
      for (const line of frame) {
        // oxlint-disable-next-line no-control-regex -- our own colours, and then no control character at all
        const text = colour ? line.replace(/\u001b\[\d+m/g, '') : line
        expect(stringWidth(text)).toBeLessThanOrEqual(columns)
        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/)
        // oxlint-disable-next-line no-control-regex
        if (!unicode) expect(text).toMatch(/^[\u0020-\u007e]*$/)
      }
    }
  })
})

describe('below the display', () => {
  const line = (
    columns: number,
    controls: Partial<DisplayState['controls']> = {},
    tick: Partial<RunTick> = {},
  ): string => renderFrame(stateWith(tick, { controls: { ...UNTOUCHED, ...controls } }), { ...WIDE, columns }).at(-1)!

  test('the keys that there is room for, the most needed first', () => {
    expect(line(51)).toBe('[q] stop  [+/-] users  [p] pause  [?] help')
    expect(line(40)).toBe('[q] stop  [+/-] users  [?] help')
    expect(line(20)).toBe('[q] stop  [?] help')
    expect(line(10)).toBe('[q] stop')
    expect(line(80, { paused: true }, { planned: { unit: 'perS', level: 5 } })).toBe(
      '[q] stop  [+/-] rate  [p] resume  [m] mark  [?] help',
    )
  })

  test('the end of a mark that is being typed', () => {
    expect(line(80, { typing: 'new build' })).toBe('mark: new build_   Enter sets it, Esc does not')
    expect(line(20, { typing: 'a new build is there' })).toBe('mark: …ild is there_')
  })

  test('what the last key did', () => {
    expect(line(80, { message: { text: '5 users added', done: true, atMs: 0 } })).toBe('✓ 5 users added')
    expect(line(80, { message: { text: 'It is not paused.', done: false, atMs: 0 } })).toBe('▲ It is not paused.')
  })

  test('the help fits into 80 columns and 24 rows', () => {
    for (const planned of [
      { unit: 'users', level: 5 },
      { unit: 'perS', level: 5 },
    ] as const) {
      const frame = renderFrame(stateWith({ planned }, { controls: { ...UNTOUCHED, help: true } }), {
        ...WIDE,
        columns: 79,
      })
      expect(frame.length).toBeLessThanOrEqual(19)
      expect(frame.slice(-6).join(' ')).not.toContain('…')
      expect(frame.at(-1)).toBe('?        closes this')
    }
  })
})

test('huge and odd numbers keep their columns', () => {
  const odd = { requests: 1e15, failures: 1, ratePerS: 123_456_789_012, p50Ms: 1e-9, p95Ms: 1e12, p99Ms: 0 }
  for (const line of renderFrame(stateWith({ now: odd, run: odd, users: 1e9, second: odd }), WIDE)) {
    expect(stringWidth(line)).toBeLessThanOrEqual(100)
  }
  // One failure in 10^15 is not none.
  expect(renderFrame(stateWith({ now: odd }), WIDE)[8]).toContain('<0.01 %')
})
