/** Steering as users do it: keys in a real terminal, and lines on standard input. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { startTarget, type Target } from '../../target/server.ts'
import { createWorkspace, PLAN, type Running, type Workspace } from '../testing/commandLine.ts'

let target: Target
let workspace: Workspace

beforeAll(async () => {
  target = await startTarget({ port: 0 })
  workspace = createWorkspace()
  workspace.write('try.plan.yaml', PLAN)
})
afterAll(async () => {
  await target.close()
  workspace.remove()
})

function reportIn(folder: string): RunReport {
  const [run] = readdirSync(join(workspace.folder, folder))
  return JSON.parse(readFileSync(join(workspace.folder, folder, run!, 'report.json'), 'utf8')) as RunReport
}

const TERMINAL = { columns: 80, rows: 24 }
const ESCAPE = '\u001b['

describe.skipIf(!existsSync('/usr/bin/script'))('in a terminal', () => {
  function start(folder: string, ...args: string[]): Running {
    return workspace.startInTerminal(['run', 'try.plan.yaml', 'endless', '-o', folder, ...args], TERMINAL, {
      TARGET: target.url,
      NO_COLOR: '1',
    })
  }

  test('users, a pause, a mark and the end by keys; the report has it all, and the terminal is as it was', async () => {
    const running = start('keys')
    const press = (text: string): boolean => running.child.stdin!.write(text)
    await running.says('[q] stop  [+/-] users')
    await running.says('steady 00:0')
    press('W')
    await running.says('✓ 10 users added')
    press('p')
    await running.says('✓ paused: no users')
    await running.says('paused 00:0')
    press('p')
    await running.says('✓ resumed')
    press('m')
    await running.says('mark: _')
    press('new build, qQ')
    await running.says('mark: new build, qQ_')
    press('\r')
    await running.says(' mark by terminal: new build, qQ')
    press('?')
    await running.says('closes this')
    press('q')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    const report = reportIn('keys')
    expect(report.run.steering.map(({ by, what }) => [by, what.split(',')[0]])).toEqual([
      ['terminal', '10 users added'],
      ['terminal', 'paused: no users'],
      ['terminal', 'resumed'],
    ])
    expect(report.annotations.map(({ text }) => text)).toEqual(['new build, qQ'])
    // The cursor was hidden, and is shown last.
    expect(stderr.lastIndexOf(`${ESCAPE}?25h`)).toBeGreaterThan(stderr.lastIndexOf(`${ESCAPE}?25l`))
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/INCONCLUSIVE.*exit 130/)
  })

  test.each([
    ['Q', 'at once'],
    ['\u0003\u0003', 'twice'],
    ['mabc\u0003\u0003', 'in the middle of a mark'],
  ])('%j stops now, %s', async (keys) => {
    const running = start(`now-${keys.length}`)
    await running.says('VUs 2')
    running.child.stdin!.write(keys)
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('Stopping now.')
    expect(stderr.lastIndexOf(`${ESCAPE}?25h`)).toBeGreaterThan(stderr.lastIndexOf(`${ESCAPE}?25l`))
  })
})

describe('--steer', () => {
  test('takes commands from standard input, answers each, and stops as by Ctrl-C', async () => {
    const running = workspace.startWithInput(
      ['run', 'try.plan.yaml', 'endless', 'passes', '--steer', '--progress', 'json', '-o', 'lines'],
      { TARGET: target.url },
    )
    const send = (...lines: string[]): boolean => running.child.stdin!.write(lines.map((line) => `${line}\n`).join(''))
    await running.says('"event":"tick"')
    send('{"type":"addUsers","users":3}', 'nonsense', '{"type":"setUsers","users":1000000000}')
    await running.says('"line":3')
    send('{"type":"mark","text":"here"}')
    await running.says('"kind":"mark"')
    send('{"type":"stop"}')
    running.child.stdin!.end()
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    const events = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.filter(({ event }) => event === 'answer')).toMatchObject([
      { line: 1, done: true, what: expect.stringContaining('3 users added') },
      { line: 2, done: false, reason: 'It is not JSON.' },
      { line: 3, done: false, reason: expect.stringMatching(/^`users`: /) },
      { line: 4, done: true, what: 'marked: here' },
      { line: 5, done: true, what: 'stopping' },
    ])
    expect(stderr).toContain('Not run, because of the SIGINT: passes.')
    expect(reportIn('lines').run.steering.map(({ by }) => by)).toEqual(['stdin'])
  })

  test('without it standard input is left alone', async () => {
    const running = workspace.startWithInput(['run', 'try.plan.yaml', 'passes', '-o', 'alone'], { TARGET: target.url })
    running.child.stdin!.write('{"type":"stopNow"}\n')
    await running.finished
    expect(reportIn('alone').run.status).toBe('completed')
  })

  test('at the end of standard input the run goes on', async () => {
    const running = workspace.startWithInput(['run', 'try.plan.yaml', 'passes', '--steer', '-o', 'ended'], {
      TARGET: target.url,
    })
    running.child.stdin!.end()
    await running.finished
    expect(reportIn('ended').run).toMatchObject({ status: 'completed', steering: [] })
  })
})
