/** `run --repeat` and `run --ab` with real processes. What short runs on a busy machine show of builds is not certain: only that they were compared. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import type { RunReport } from '../../core/report/report.ts'
import { openHistory } from '../../host/storage/history.ts'
import type { RunSummary } from '../../host/storage/newRun.ts'
import { startTarget, type Target } from '../../target/server.ts'
import { ask, createWorkspace, PLAN, type Finished, type Workspace } from '../testing/commandLine.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u001b[2J\u202e,__proto__'

interface Answer {
  reports: RunReport[]
  comparisons?: BuildComparison[]
  exitCode: number
}

let workspace: Workspace
let a: Target
let b: Target

beforeAll(async () => {
  a = await startTarget({ port: 0 })
  b = await startTarget({ port: 0, slow: ['/health=50ms'] })
  workspace = createWorkspace()
  workspace.write('try.plan.yaml', PLAN)
})
afterAll(async () => {
  await Promise.all([a.close(), b.close()])
  workspace.remove()
})

const run = (...args: string[]): Promise<Finished> =>
  workspace.run(['run', 'try.plan.yaml', '--no-preflight', ...args], { TARGET: a.url })
const answerOf = ({ stdout }: Finished): Answer => JSON.parse(stdout) as Answer
const reportsIn = (dir: string): string[] =>
  readdirSync(join(workspace.folder, dir)).flatMap((name) => readdirSync(join(workspace.folder, dir, name)))

function runsOf(history: string): RunSummary[] {
  const opened = openHistory(join(workspace.folder, history), { readOnly: true })
  try {
    return opened.listRuns({}).toReversed()
  } finally {
    opened.close()
  }
}

describe('run --repeat', () => {
  test('makes each scenario so many times, round by round, and ends with the worst', async () => {
    const own = ['--history', 'repeat.db', '-o', 'repeat', '--build', HOSTILE]
    const finished = await run('unjudged', 'fails', '--repeat', '2', '--json', ...own)
    expect(finished.code).toBe(99)
    const runs = runsOf('repeat.db')
    expect(runs.map(({ scenario, build }) => [scenario, build.label])).toEqual(
      ['unjudged', 'fails', 'unjudged', 'fails'].map((scenario) => [scenario, HOSTILE]),
    )
    expect(runs.map(({ seed }) => seed! - runs[0]!.seed!)).toEqual([0, 0, 1, 1])
    // Programs get all of them, people the last of each scenario.
    const { reports, exitCode } = answerOf(finished)
    expect(reports.map((report) => report.run.id)).toEqual(runs.map(({ id }) => id))
    expect(exitCode).toBe(99)
    expect(reportsIn('repeat')).toEqual(['report-fails.json', 'report-unjudged.json', 'report.md'])
    expect(finished.stderr).toContain('Run 2 of 2 of this scenario (--repeat).')
    // oxlint-disable-next-line no-control-regex -- they must not be there
    expect(finished.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  test('compares all runs of the build once, after the last', async () => {
    await run('passes', '--repeat', '2', '-q', '--history', 'compared.db', '--build', 'old')
    const finished = await run(
      'passes',
      '--repeat',
      '2',
      '--json',
      '--history',
      'compared.db',
      '--build',
      'new',
      '--baseline',
      'old',
    )
    const comparisons = answerOf(finished).reports.map(({ comparison }) => comparison)
    expect(comparisons[0]).toBeNull()
    expect([comparisons[1]!.baseline.runIds, comparisons[1]!.candidate.runIds]).toEqual([
      runsOf('compared.db')
        .slice(0, 2)
        .map(({ id }) => id),
      runsOf('compared.db')
        .slice(2)
        .map(({ id }) => id),
    ])
    expect(finished.stderr.split('old (2 runs) → new (2 runs)')).toHaveLength(2)
  })

  test('without a build those that were made now are compared, and none is invented', async () => {
    await run('passes', '-q', '--history', 'nameless.db', '--build', 'old')
    const finished = await run('passes', '--repeat', '2', '--json', '--history', 'nameless.db', '--baseline', 'old')
    const { reports } = answerOf(finished)
    expect(reports.map((report) => report.run.build.label)).toEqual([null, null])
    expect(reports[1]!.comparison!.candidate).toEqual({ labels: [], runIds: reports.map((report) => report.run.id) })
  })

  test('a signal ends it after the run that goes on; what was made is compared and reported', async () => {
    await run('passes', '-q', '--history', 'stopped.db', '--build', 'old')
    const running = workspace.start(
      ['run', 'try.plan.yaml', 'endless', 'passes', '--repeat', '3', '-o', 'stopped', '--history', 'stopped.db'],
      { TARGET: a.url },
    )
    await running.says('00:01 rate=')
    running.child.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('Not run, because of the SIGINT: passes (3 times), endless (2 times).')
    expect(runsOf('stopped.db').map(({ scenario, status }) => [scenario, status])).toEqual([
      ['passes', 'completed'],
      ['endless', 'stopped'],
    ])
    expect(reportsIn('stopped')).toEqual(['report.json', 'report.md'])
  })

  test('a target that cannot be reached is not asked again and again', async () => {
    const finished = await run('passes', '--repeat', '5', '--history', 'nowhere.db', '--host', 'http://127.0.0.1:1')
    expect(finished.code).toBe(3)
    expect(finished.stderr).toContain('Not run, because nothing was measured: passes (4 times).')
    expect(runsOf('nowhere.db')).toHaveLength(1)
  })
})

describe('run --ab', () => {
  test('runs two targets in turn, in pairs that are compared, then and later', async () => {
    const own = ['--history', 'ab.db', '-o', 'ab', '--build-a', HOSTILE, '--build-b', 'B']
    const finished = await run('passes', '-t', '1s', '--repeat', '3', '--ab', a.url, b.url, '--json', ...own)
    const runs = runsOf('ab.db')
    const inTurn = [HOSTILE, 'B', 'B', HOSTILE, HOSTILE, 'B']
    expect(runs.map(({ build }) => build.label)).toEqual(inTurn)
    expect(runs.map(({ target }) => target)).toEqual(inTurn.map((label) => (label === 'B' ? b.url : a.url)))
    expect(runs.map(({ tags }) => tags)).toEqual(
      [1, 1, 2, 2, 3, 3].map((pair) => ['ab', `ab ${runs[0]!.id}`, `pair ${pair}`]),
    )

    const { reports, comparisons, exitCode } = answerOf(finished)
    expect(finished.code).toBe(exitCode)
    expect(reports).toHaveLength(6)
    const [comparison, ...others] = comparisons!
    expect(others).toEqual([])
    expect(comparison).toMatchObject({
      schemaVersion: 1,
      baseline: { labels: [HOSTILE] },
      candidate: { labels: ['B'] },
    })
    expect(finished.stderr).toContain('pair 3 of 3, B: B')
    // The last run of the second build carries it.
    expect(reports.at(-1)!.comparison).toEqual(withoutVersion(comparison!))
    expect(reportsIn('ab')).toContain('report.md')
    expect(finished.stderr).not.toContain('\u001b[2J')

    // Where a starved machine has left enough to compare.
    if (comparison!.outcome === 'compared') {
      expect(comparison!.design).toBe('paired')
      const slower = comparison!.endpoints[0]!.metrics.find(({ metric }) => metric === 'p50')
      if (slower?.verdict === 'regressed') expect(slower.effect).toBeGreaterThan(1)
    }
    const again = await ask(['compare', HOSTILE, 'B', '--history', join(workspace.folder, 'ab.db'), '--json'])
    expect(JSON.parse(again.stdout)).toEqual(comparison)
  })

  test('builds are called by their hosts where nobody named them; scenarios may stand behind', async () => {
    const finished = await run(
      '-q',
      '--json',
      '--repeat',
      '1',
      '--history',
      'hosts.db',
      '--ab',
      a.url,
      b.url,
      'unjudged',
    )
    expect(runsOf('hosts.db').map(({ build, scenario }) => [build.label, scenario])).toEqual([
      [a.url.slice('http://'.length), 'unjudged'],
      [b.url.slice('http://'.length), 'unjudged'],
    ])
    const [comparison] = answerOf(finished).comparisons!
    // One of each says nothing of how runs differ.
    if (comparison!.outcome === 'compared') expect(comparison!.verdict).toBe('notEnoughData')
    expect(existsSync(join(workspace.folder, 'results'))).toBe(true)
  })

  test('no answer is a failure where that was asked for by name', async () => {
    const finished = await run(
      'unjudged',
      '--ab',
      a.url,
      b.url,
      '--repeat',
      '1',
      '--fail-on',
      'inconclusive',
      '-q',
      '--history',
      'doubt.db',
    )
    expect(finished.code).toBe(100)
    expect(finished.stderr).toMatch(/○ INCONCLUSIVE {2}/)
  })
})

function withoutVersion(comparison: BuildComparison): unknown {
  const { schemaVersion: _, ...rest } = comparison as BuildComparison & { schemaVersion: number }
  return rest
}

describe('wrong usage is refused with 2, before anything runs', () => {
  const two = ['--ab', 'http://127.0.0.1:1', 'http://127.0.0.1:2']
  test.each([
    [['--repeat', '0'], /--repeat is "0"; it must be a whole number from 1 to 50/],
    [['--repeat', '51'], /--repeat is "51"/],
    [['--repeat', '-1'], /--repeat/],
    [['--repeat', '1e1'], /--repeat is "1e1"/],
    [['--repeat', '9'.repeat(100_000)], /--repeat is "9+…"/],
    [['--ab'], /argument missing/],
    [['--ab', 'http://127.0.0.1:1'], /--ab needs two hosts/],
    [['--ab', 'http://127.0.0.1:1', 'nowhere'], /--ab is "nowhere"; it must be an http\(s\) URL/],
    [['--ab', 'http://me:hunter2@host', 'http://b'], /--ab .* without a user name/],
    [['--ab', 'http://127.0.0.1:1', 'http://127.0.0.1:1/'], /Both builds of --ab are called "127\.0\.0\.1:1"/],
    [[...two, '--build-a', 'x', '--build-b', 'x'], /Both builds of --ab are called "x"/],
    [[...two, '--build-b', 'x'.repeat(201)], /--build-b is "x+…"; it must be a label of 1 to 200 characters/],
    [[...two, 'nothing'], /no scenario `nothing`/],
    [[...two, '--host', 'http://c'], /--ab cannot go with --host/],
    [[...two, '--build', 'c'], /--ab cannot go with --build: name its two builds with --build-a/],
    [[...two, '--baseline', 'c'], /--ab cannot go with --baseline/],
    [['--build-a', 'x'], /--build-a and --build-b name the builds of --ab/],
    [['--repeat', '3', '--fail-on', 'regression'], /--fail-on regression needs --baseline/],
  ])('%.80j', async (args, sentence) => {
    const finished = await ask(['run', join(workspace.folder, 'try.plan.yaml'), ...args])
    expect(finished).toMatchObject({ code: 2, stdout: '' })
    expect(finished.stderr).toMatch(sentence)
    expect(finished.stderr.length).toBeLessThan(2000)
    expect(finished.stderr).not.toContain('hunter2')
  })
})
