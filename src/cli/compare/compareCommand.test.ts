/** `loadwright compare`, and `run --baseline`, as users type them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { writeBuilds } from '../../host/comparison/testing/twoBuilds.ts'
import { openHistory } from '../../host/storage/history.ts'
import { startTarget, type Target } from '../../target/server.ts'
import { schemaErrors } from '../testing/schemaErrors.ts'
import { ask, createWorkspace, PLAN, type Workspace } from '../testing/commandLine.ts'

const HOSTILE = '<img src=x onerror=alert(1)>\u001b[2J\u202e'

let workspace: Workspace
let file: string

beforeAll(() => {
  workspace = createWorkspace()
  file = join(workspace.folder, 'builds.db')
  const history = openHistory(file)
  writeBuilds(history, [
    { build: '1.0', runs: 3 },
    { build: '1.1', runs: 3, slower: { 'GET /search': 1.3 } },
    { build: HOSTILE, runs: 1 },
    { build: 'other', runs: 2, run: { scenario: 'peak' } },
  ])
  history.close()
})
afterAll(() => workspace.remove())

const compare = (...args: string[]) => ask(['compare', ...args, '--history', file])

describe('loadwright compare', () => {
  test('names the endpoint that is slower, and no other, with the verdict as the last line', async () => {
    const { code, stdout, stderr } = await compare('1.0', '1.1')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('1.0 (3 runs) → 1.1 (3 runs)')
    const regressed = lines.filter((line) => line.startsWith('✕ regressed'))
    expect(regressed.length).toBeGreaterThan(0)
    expect(regressed.every((line) => line.includes('GET /search'))).toBe(true)
    expect(lines.at(-1)).toMatch(/^✕ Regressed: GET \/search p\d\d \+\d\d % \(\+\d\d … \+\d\d %\)/)
  })

  test('fails a pipeline that asks for it', async () => {
    expect((await compare('1.0', '1.1', '--fail-on', 'regression')).code).toBe(98)
    expect((await compare('1.1', '1.0', '--fail-on', 'regression')).code).toBe(0)
    expect((await compare('1.0', HOSTILE, '--fail-on', 'inconclusive')).code).toBe(100)
  })

  test('prints JSON that says the same, and Markdown that GitHub cannot read as HTML', async () => {
    const { stdout } = await compare('1.0', '1.1', '--json')
    const json = JSON.parse(stdout) as { schemaVersion: number; outcome: string; verdict: string }
    expect(json).toMatchObject({ schemaVersion: 1, outcome: 'compared', verdict: 'regressed' })
    expect(schemaErrors('comparison', stdout)).toEqual([])
    const markdown = (await compare('1.0', HOSTILE, '--markdown')).stdout
    expect(markdown).toContain('### 1.0 (3 runs) → ')
    expect(markdown.replaceAll(/`[^`]*`/g, '')).not.toContain('<img')
    expect(markdown).not.toContain('\u001b')
  })

  test('no name steers the terminal', async () => {
    const { stdout } = await compare('1.0', HOSTILE)
    expect(stdout).not.toContain('\u001b[2J')
    expect(stdout).not.toContain('\u202e')
  })

  test('what cannot be compared is refused, and can be forced', async () => {
    const refused = await compare('1.0', 'other')
    expect(refused.code).toBe(2)
    expect(refused.stdout).toContain('✕ other scenarios: smoke and peak')
    expect(refused.stdout).toContain('--force')
    const json = (await compare('1.0', 'other', '--json')).stdout
    expect([schemaErrors('comparison', json), JSON.parse(json)]).toEqual([
      [],
      expect.objectContaining({ outcome: 'refused' }),
    ])
    const forced = await compare('1.0', 'other', '--force')
    expect(forced.code).toBe(0)
    expect(forced.stdout).toContain('Forced: these runs differ in more than the build.')
  })

  test.each([
    [['1.0'], /missing required argument 'candidate'/],
    [['1.0', '9.9'], /There is no build "9.9"; there are /],
    [['1.0', '1.1', '--fail-on', 'regresion'], /Did you mean regression\?/],
    [['1.0', '1.1', '--json', '--markdown'], /choose one/],
    [['starred', '1.1'], /No baseline is set for shop · smoke/],
    [['1.0', 'x'.repeat(10_000)], /There is no build "xxx/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stdout, stderr } = await compare(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr.length).toBeLessThan(600)
  })
})

describe('loadwright run --baseline', () => {
  let target: Target
  beforeAll(async () => {
    target = await startTarget({ port: 0 })
    workspace.write('try.plan.yaml', PLAN)
  })
  afterAll(() => target.close())

  const run = (...args: string[]) =>
    workspace.run(['run', 'try.plan.yaml', 'passes', '--no-preflight', ...args], { TARGET: target.url })

  test('one run against one is told, kept, and in every report', async () => {
    await run('-q', '--build', 'a')
    const { stderr, stdout } = await run(
      '--build',
      'b',
      '--baseline',
      'a',
      '--fail-on',
      'regression',
      '--json',
      '-f',
      'md,json,junit',
    )
    expect(stderr).toContain('a (1 run) → b (1 run)')
    const { comparison, run: about } = JSON.parse(stdout) as { comparison: BuildComparison; run: { id: string } }
    // One of each says nothing of how far runs of one build differ; on a busy machine they may even be refused.
    if (comparison.outcome === 'compared') expect(comparison.verdict).toBe('notEnoughData')
    else expect(comparison.differences.map(({ kind }) => kind)).toContainEqual(expect.stringMatching(/rusted$/))
    expect([comparison.baseline.labels, comparison.candidate.labels]).toEqual([['a'], ['b']])
    const again = await ask([
      'report',
      about.id,
      '--json',
      '--history',
      join(workspace.folder, '.loadwright', 'history.db'),
    ])
    expect((JSON.parse(again.stdout) as { comparison: unknown }).comparison).toEqual(comparison)
    const folder = /written\n {2}(\S+)\//.exec(stderr)![1]!
    const text = (name: string): string => readFileSync(join(workspace.folder, folder, name), 'utf8')
    expect(text(/(\S+\.md)/.exec(stderr)![1]!.split('/').at(-1)!)).toContain('### a (1 run) → b (1 run)')
    expect(text(/(\S+\.xml)/.exec(stderr)![1]!.split('/').at(-1)!)).toContain('compared with a (1 run)')
  })

  test('a baseline that there is not is a warning: the run counts all the same', async () => {
    const { stderr, code } = await run('--build', 'c', '--baseline', 'nothing')
    expect(stderr).toContain('Not compared with "nothing": There is no build "nothing"')
    expect([0, 100]).toContain(code)
  })

  test('a regression cannot be failed on without a baseline', async () => {
    const { code, stderr } = await run('--fail-on', 'regression')
    expect(code).toBe(2)
    expect(stderr).toContain('--fail-on regression needs --baseline')
  })
})
