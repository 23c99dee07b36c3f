import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CapacityAnalysis } from '../../core/capacity/analyzeCapacity.ts'
import { readLevel } from '../../host/capacity/readLevel.ts'
import { openHistory } from '../../host/storage/history.ts'
import { startTarget, type Target } from '../../target/server.ts'
import { ask, createWorkspace, type Workspace } from '../testing/commandLine.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'

const PLAN = `name: Try
target: \${TARGET:-http://127.0.0.1:9}
users:
  Visitor:
    wait: 20ms
    tasks:
      - name: look
        steps: [ { get: /health } ]
scenarios:
  users: { load: { users: 8, spawnRate: 10, for: 5s }, criteria: [ p95 < 30s, failures < 50%, rate > 100000/s ] }
  arrivals: { load: { arrivals: 40/s, for: 5s, maxUsers: 20 }, criteria: [ p95 < 30s ] }
  hopeless: { load: { users: 2, spawnRate: 10, for: 5s }, criteria: [ p50 < 1us ] }
  aimless: { load: { users: 2, spawnRate: 10, for: 5s }, criteria: { all: { target: p95 < 1s } } }
`
/** The shortest that is allowed: what they show is not looked at, which on a busy machine may be anything. */
const SHORT = ['--hold', '4s', '--settle', '0s', '--progress', 'none']

interface Printed extends CapacityAnalysis {
  schemaVersion: number
  scenario: string
  target: string
  tag: string | null
  search: { unit: string; start: number; most: number; runs: { runId: string; load: number; answer: string }[] }
  sentences: string[]
  verdict: { status: string; sentence: string; exitCode: number }
}

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

async function search(...args: string[]): Promise<Printed> {
  const { code, stdout } = await workspace.run(['capacity', 'try.plan.yaml', ...args, '--json'], { TARGET: target.url })
  expect(schemaErrors('capacity', stdout)).toEqual([])
  const printed = JSON.parse(stdout) as Printed
  expect(code).toBe(printed.verdict.exitCode)
  return printed
}

describe('a search', () => {
  test('keeps each level as a run of its own in the history, tagged, and says what they show', async () => {
    const {
      schemaVersion,
      scenario,
      tag,
      levels,
      search: made,
      verdict,
      sentences,
    } = await search('users', ...SHORT, '--runs', '2')
    expect({ schemaVersion, scenario, unit: made.unit, start: made.start, most: made.most }).toEqual({
      schemaVersion: 1,
      scenario: 'users',
      unit: 'users',
      start: 1,
      most: 80,
    })
    expect(made.runs).toHaveLength(2)
    expect(tag).toBe(`capacity ${made.runs[0]!.runId}`)
    expect([0, 99, 100]).toContain(verdict.exitCode)
    expect(sentences.length).toBeGreaterThan(2)

    const history = openHistory(`${workspace.folder}/.loadwright/history.db`, { readOnly: true })
    try {
      for (const { runId, load } of made.runs) {
        const run = history.findRun(runId).run()
        expect(run).toMatchObject({ scenario: 'users (capacity)', status: 'completed', tags: ['capacity', tag] })
        // What the command said of it is what anybody reads of it later.
        const level = readLevel(history, runId)
        expect(level).toEqual(levels.flatMap(({ runs }) => runs).find((each) => each.runId === runId))
        expect(level.load).toEqual({ unit: 'users', level: load })
        expect(level.requests).toBeGreaterThan(0)
        expect(level.concurrency).toBeGreaterThan(0)
        // A demand for much load says nothing about too much of it.
        expect(level.maximums.map(({ text }) => text)).toEqual(['p95 < 30s', 'failures < 50%'])
      }
    } finally {
      history.close()
    }
  })

  test('of arrivals goes by their rate, and counts what could not begin', async () => {
    const { levels, search: made } = await search(
      'arrivals',
      ...SHORT,
      '--runs',
      '1',
      '--start',
      '10/s',
      '--most',
      '20',
    )
    expect(made).toMatchObject({ unit: 'perS', start: 10, most: 20 })
    const [run] = levels[0]!.runs
    expect(run!.load).toEqual({ unit: 'perS', level: 10 })
    expect(run!.achievedShare).toBeGreaterThan(0)
    expect(run!.achievedShare).toBeLessThanOrEqual(1)
  })

  test('that nothing passes ends at the least load; people see a table and the reason', async () => {
    const { code, stdout, stderr } = await workspace.run(
      ['capacity', 'try.plan.yaml', 'hopeless', ...SHORT, '--start', '1', '--runs', '2'],
      { TARGET: target.url },
    )
    expect([99, 100]).toContain(code)
    expect(stdout).toBe('')
    expect(stderr).toContain('run 1: 1 user, rising')
    expect(stderr).toMatch(/load +runs +rate +in flight/)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/(NONE MET|INCONCLUSIVE) .*exit (99|100)$/)
  })

  test('of a target that is not there ends with 3 after a second try', async () => {
    const { code, stdout, stderr } = await workspace.run([
      'capacity',
      'try.plan.yaml',
      'users',
      ...SHORT,
      '--json',
      '--most',
      '100',
    ])
    expect(code).toBe(3)
    expect((JSON.parse(stdout) as Printed).search.runs.map(({ answer }) => answer)).toEqual([
      'unreachable',
      'unreachable',
    ])
    expect(stderr).toContain('The target stopped answering at 1 user.')
  })

  test('that is stopped by Ctrl-C ends with 130, and its run is kept', async () => {
    const running = workspace.start(
      ['capacity', 'try.plan.yaml', 'users', '--hold', '10m', '--progress', 'json', '--history', 'stopped.db'],
      { TARGET: target.url },
    )
    await running.says('"event":"tick"')
    running.child.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('Stopped by SIGINT; the runs that were made are kept.')
    const history = openHistory(`${workspace.folder}/stopped.db`, { readOnly: true })
    expect(history.listRuns()).toMatchObject([
      { status: 'stopped', tags: ['capacity', expect.stringMatching(/^capacity /)] },
    ])
    history.close()
  })
})

describe('what cannot be searched is refused before anything is run', () => {
  const refusalOf = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await workspace.run(['capacity', 'try.plan.yaml', ...args], { TARGET: target.url })
    expect(code).toBe(2)
    return stderr
  }

  test('the scenario', async () => {
    expect(await refusalOf()).toContain('Name one of `users`, `arrivals`, `hopeless`, `aimless`.')
    expect(await refusalOf('aimless')).toContain('has no maximum that more load can break')
    expect(await refusalOf('user')).toContain('Did you mean `users`?')
  })

  test('the loads', async () => {
    expect(await refusalOf('users', '--start', '1.5')).toContain('1.5 of them cannot be run')
    expect(await refusalOf('users', '--start', '50', '--most', '10')).toContain('--start 50 is above the most')
  })

  test.each([
    ['--start', '0'],
    ['--start', '-5'],
    ['--most', '1e99'],
    ['--most', '__proto__'],
    ['--hold', '1s'],
    ['--hold', `${'9'.repeat(10_000)}s`],
    ['--settle', 'soon'],
    ['--tolerance', '0%'],
    ['--confirm', '<img src=x>'],
    ['--runs', '0'],
    ['--progress', 'loud'],
  ])('%s %s', async (option, value) => {
    const { code, stderr } = await ask(['capacity', 'any.plan.yaml', `${option}=${value}`])
    expect({ code, names: stderr.includes(option) }).toEqual({ code: 2, names: true })
    expect(stderr.length).toBeLessThan(1000)
  })

  test('a plan with errors', async () => {
    workspace.write('wrong.plan.yaml', 'name: 5\nscenarios: no')
    const { code, stderr } = await workspace.run(['capacity', 'wrong.plan.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain('wrong.plan.yaml:')
  })
})
