import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import type { SteeringAction, SteeringAnswer } from '../../contract/steering.ts'
import { createProgress } from './createProgress.ts'
import type { Progress, ProgressMode, ProgressOptions } from './progress.ts'
import { criterionWith, HEAD, tickWith } from './testing/ticks.ts'

interface Shown {
  progress: Progress
  text: () => string
  lines: () => string[]
}

function show(mode: ProgressMode, others: Partial<ProgressOptions> = {}): Shown {
  let written = ''
  const stream = { write: (text: string) => (written += text) }
  const options = { mode, stream, colour: false, unicode: true, columns: () => 100, head: HEAD, now: () => 0 }
  return {
    progress: createProgress({ ...options, ...others }),
    text: () => written,
    lines: () => written.trimEnd().split('\n'),
  }
}

const at = (seconds: number, changes: Partial<RunTick> = {}): RunTick =>
  tickWith({ t: seconds - 1, elapsedMs: seconds * 1000, ...changes })

describe('plain', () => {
  test('one line at the start, one every 10 s, one at the end', () => {
    const { progress, lines } = show('plain')
    for (let second = 1; second <= 34; second++) progress.tick(at(second))
    progress.end()
    progress.end()
    const [head, ...rest] = lines()
    expect(head).toBe('shop load, build 1.42.0-rc3, http://staging.test:8080, 1:00:00 planned, run 812')
    expect(rest.map((line) => line.slice(0, 5))).toEqual(['00:01', '00:10', '00:20', '00:30', '00:34'])
  })

  test('a line is made for searching: fixed names, no grouping, units', () => {
    const criteria = [criterionWith(), criterionWith({ status: 'overTarget' })]
    const { progress, lines } = show('plain')
    progress.tick(at(750, { criteria }))
    expect(lines()[1]).toBe('12:30 rate=1204/s p50=81ms p95=312ms p99=1240ms err=0.42% vus=96 crit=1/2 gen=ok')
  })

  test('says what is unusual: dropped arrivals, the phase, an untrusted generator, nothing measured', () => {
    const nothing = { requests: 0, failures: 0, ratePerS: 0, p50Ms: null, p95Ms: null, p99Ms: null }
    const { progress, lines } = show('plain')
    progress.tick(at(1, { dropped: 3, run: nothing, phase: 'ramp-up', trust: { state: 'notTrusted', reasons: [] } }))
    expect(lines()[1]).toBe('00:01 rate=0/s p50=- p95=- p99=- err=- vus=96 gen=untrusted dropped=3 phase=ramp-up')
  })

  test('during the warm-up the numbers are of the last five seconds', () => {
    const nothing = { requests: 0, failures: 0, ratePerS: 0, p50Ms: null, p95Ms: null, p99Ms: null }
    const { progress, lines } = show('plain')
    progress.tick(at(1, { run: nothing, phase: 'warm-up' }))
    expect(lines()[1]).toBe('00:01 rate=1198/s p50=84ms p95=340ms p99=1310ms err=0.90% vus=96 gen=ok phase=warm-up')
  })

  test('hostile text stays on one harmless line; the stop is said once', () => {
    const { progress, text } = show('plain', { head: { ...HEAD, plan: 'a\u001b[2Jb\nc' }, unicode: false })
    progress.note('a note\r\nwith \u009b31m colour ✓')
    progress.stopping(30)
    progress.stopping(29)
    // oxlint-disable-next-line no-control-regex
    expect(text()).not.toMatch(/[^\n\u0020-\u007e]/)
    expect(text().match(/stopping/g)).toHaveLength(1)
    expect(text().trimEnd().split('\n')).toHaveLength(3)
  })
})

describe('json', () => {
  test('one event per line, from run-started to run-ended', () => {
    const { progress, lines } = show('json')
    progress.tick(at(1, { criteria: [criterionWith()] }))
    progress.note('Stopping now.')
    progress.stopping(30)
    progress.end()
    progress.end()
    const events = lines().map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map(({ event }) => event)).toEqual(['run-started', 'tick', 'note', 'stopping', 'run-ended'])
    expect(events[0]).toEqual({ event: 'run-started', at: '1970-01-01T00:00:00.000Z', ...HEAD })
    const { criteria, ...tick } = at(1)
    expect(events[1]).toMatchObject(tick)
    expect(criteria).toEqual([])
    expect((events[1]!.criteria as object[])[0]).toEqual({
      id: 'all target p95',
      subject: 'all',
      text: 'p95 < 300ms',
      level: 'target',
      status: 'met',
      actual: 312,
      limit: 300,
      unit: 'ms',
      samples: 9000,
    })
  })

  test('hostile text is the same when it is read, and harmless when it is looked at', () => {
    const name = 'a\u001b[2J\u009b\u202e\u2028\u007f\ud800"\\\n'
    const { lines } = show('json', { head: { ...HEAD, plan: name } })
    expect(lines()).toHaveLength(1)
    // oxlint-disable-next-line no-control-regex
    expect(lines()[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/)
    expect((JSON.parse(lines()[0]!) as { plan: string }).plan).toBe(name)
  })
})

test('what was done to the run, and what was refused', () => {
  const happened: RunTick['happened'] = [{ kind: 'steering', atMs: 61_000, by: 'stdin', text: '1 user added' }]
  const plain = show('plain')
  plain.progress.tick(at(62, { happened }))
  plain.progress.answered(3, { done: true, atMs: 61_000, what: '1 user added' })
  plain.progress.answered(4, { done: false, reason: 'It is not JSON.' })
  expect(plain.lines().slice(1)).toEqual([
    '01:01 steered by stdin: 1 user added',
    expect.stringMatching(/^01:02 rate=/),
    'command on line 4 refused: It is not JSON.',
  ])
  const json = show('json')
  json.progress.tick(at(62, { happened }))
  json.progress.answered(4, { done: false, reason: 'It is not JSON.' })
  const [, tick, answer] = json.lines().map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(tick).toMatchObject({ event: 'tick', happened })
  expect(answer).toMatchObject({ event: 'answer', line: 4, done: false, reason: 'It is not JSON.' })
})

test.each(['plain', 'tty'] as const)('a lost engine is told once, at once: %s', (mode) => {
  const { progress, text } = show(mode)
  const one = 'Engine 2 of 3 died (signal SIGKILL) after 12.3 s.'
  const other = 'Engine 1 of 3 died (signal SIGKILL) after 14 s.'
  const told = (notice: string): number => text().split(notice).length - 1
  progress.tick(at(12))
  progress.tick(at(13, { engines: { of: 3, lost: [one] } }))
  expect(told(one)).toBe(1)
  progress.tick(at(14, { engines: { of: 3, lost: [one] } }))
  progress.tick(at(15, { engines: { of: 3, lost: [one, other] } }))
  progress.end()
  expect([told(one), told(other)]).toEqual([1, 1])
})

test('none shows notes only', () => {
  const { progress, text } = show('none')
  progress.tick(at(1))
  progress.stopping(3)
  progress.note('The history could not be opened.')
  progress.end()
  expect(text()).toBe('The history could not be opened.\n')
})

const ESCAPE = '\u001b['

describe('tty', () => {
  test('draws over itself: up as many rows as were drawn, also when a narrower window has wrapped them', () => {
    let nowMs = 0
    let columns = 100
    const { progress, text } = show('tty', { now: () => nowMs, columns: () => columns })
    expect(text().startsWith(`${ESCAPE}?25l\r`)).toBe(true)
    const firstRows = text().split('\n').length - 1
    nowMs = 1000
    progress.tick(at(1))
    expect(text()).toContain(`\r${ESCAPE}${firstRows}A`)
    const before = text().length
    columns = 50
    nowMs = 2000
    progress.tick(at(2))
    const up = Number(/\[(\d+)A/.exec(text().slice(before))![1])
    // The lines of 51 to 99 columns take two rows now.
    expect(up).toBeGreaterThan(firstRows)
    progress.end()
  })

  test('at most four drawings a second; the last picture and the cursor stay; nothing after the end', () => {
    const { progress, text } = show('tty')
    for (let second = 1; second <= 50; second++) progress.tick(at(second))
    expect(text().split(`${ESCAPE}J`)).toHaveLength(2)
    progress.end()
    expect(text()).toContain('ended 00:50')
    expect(text().endsWith(`${ESCAPE}?25h`)).toBe(true)
    const { length } = text()
    progress.tick(at(51))
    progress.end()
    expect(text()).toHaveLength(length)
  })

  test('a note stays above the display', () => {
    const { progress, text } = show('tty')
    progress.note('Something\u001b[2J happened')
    expect(text()).toContain(`Something\\u001b[2J happened${ESCAPE}K\nshop`)
    progress.end()
  })

  test('what was done to the run stays above the display', () => {
    const { progress, text } = show('tty')
    progress.tick(at(1, { happened: [{ kind: 'mark', atMs: 61_000, by: 'terminal', text: 'new\u001b[2J build' }] }))
    expect(text()).toContain(`01:01 mark by terminal: new\\u001b[2J build${ESCAPE}K\nshop`)
    progress.end()
  })

  test('no taller than the window', () => {
    let written = ''
    const stream = { rows: 6, write: (text: string) => (written += text) }
    const { progress } = show('tty', { stream })
    expect(written.split('\n')).toHaveLength(6)
    progress.end()
  })

  test('keys do what they say where keys can be read, and the terminal gets its mode back', async () => {
    const keys = Object.assign(new PassThrough(), {
      isTTY: true,
      isRaw: false,
      setRawMode: (raw: boolean) => (keys.isRaw = raw),
    })
    const done: string[] = []
    const stdin = keys as unknown as NodeJS.ReadStream
    const steer = (action: SteeringAction): SteeringAnswer => {
      done.push(JSON.stringify(action))
      return { done: true, atMs: 0, what: 'it is done\u001b[2J' }
    }
    const stop = (now: boolean): void => void done.push(now ? 'now' : 'stop')
    const { progress, text } = show('tty', { keys: { stdin, steer, stop, interrupt: () => done.push('Ctrl-C') } })
    // A test that runs in the background of a terminal has no keys.
    if (keys.isRaw) {
      expect(text()).toContain('[q] stop')
      keys.write('xq\u0003Q+')
      await once(keys, 'data')
      expect(done).toEqual(['stop', 'Ctrl-C', 'now', '{"type":"addUsers","users":1}'])
      expect(text()).toContain('✓ it is done\\u001b[2J')
    } else expect(text()).toContain('Ctrl-C stop')
    progress.end()
    expect(keys.isRaw).toBe(false)
  })

  test.each([
    ['an exception', 'throw new Error("x")', { code: 1, signal: null }],
    ['process.exit', 'process.exit(7)', { code: 7, signal: null }],
    ['SIGTERM', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)', { code: null, signal: 'SIGTERM' }],
    ['SIGHUP', 'process.kill(process.pid, "SIGHUP"); setInterval(() => {}, 1000)', { code: null, signal: 'SIGHUP' }],
  ])('the cursor is back after %s, which ends the process as ever', async (_, action, end) => {
    const file = join(import.meta.dirname, 'createProgress.ts')
    const script = `import { createProgress } from ${JSON.stringify(file)}
      createProgress({ mode: 'tty', stream: process.stdout, colour: false, unicode: true, columns: () => 80, head: ${JSON.stringify(HEAD)} })
      ${action}`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect({ code, signal }).toEqual(end)
    expect(output.startsWith(`${ESCAPE}?25l`)).toBe(true)
    expect(output.endsWith(`${ESCAPE}?25h`)).toBe(true)
  })
})
