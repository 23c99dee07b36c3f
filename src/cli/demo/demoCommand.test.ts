import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { openHistory } from '../../host/storage/history.ts'
import { createWorkspace, type Workspace } from '../testing/commandLine.ts'

let workspace: Workspace
beforeAll(() => {
  workspace = createWorkspace()
})
afterAll(() => workspace.remove())

function reportsIn(folder: string): RunReport[] {
  const results = join(folder, 'results')
  return readdirSync(results)
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(results, name, 'report.json'), 'utf8')) as RunReport)
}

describe.concurrent('loadwright demo', () => {
  test('measures three builds, writes reports, compares them, and leaves nothing running', async () => {
    // The user's own settings and history are not touched, whatever they are.
    const environment = {
      LOCUST_USERS: 'nonsense',
      TARGET: 'http://127.0.0.1:1',
      LOADWRIGHT_HOST: 'http://127.0.0.1:1',
    }
    const short = ['--run-time', '6s', '--steady-time', '1s', '--rounds', '2']
    const { code, stdout, stderr } = await workspace.run(['demo', ...short], environment)
    expect(stderr).toContain('A demonstration on this machine, of about ')
    expect(stderr).toContain('✓ The demonstration worked')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const folder = join(workspace.folder, 'loadwright-demo')
    expect(existsSync(join(workspace.folder, '.loadwright'))).toBe(false)

    const reports = reportsIn(folder)
    const smoke = reports.filter(({ run }) => run.scenario === 'smoke')
    expect(smoke.map(({ run }) => [run.build.label, run.planFile, run.status])).toEqual([
      ['1.0', 'resources/plans/ai-automation/ai-automation.plan.yaml', 'completed'],
      ['1.1', 'resources/plans/ai-automation/ai-automation.plan.yaml', 'completed'],
    ])
    const [before, after] = smoke.map(
      ({ endpoints }) => endpoints.find(({ name }) => name === 'POST /api/workflows')!.latencyMs!,
    )
    expect(after!.min).toBeGreaterThanOrEqual(2100)
    expect(after!.p50).toBeGreaterThan(before!.p50)
    expect(stderr).toMatch(/POST \/api\/workflows p50 .* \+2\./)
    expect(stderr).toContain('criteria of both builds')

    // What the comparisons find depends on how busy this machine is; that there are two is certain.
    const compared = reports.filter(({ run }) => run.scenario === 'steady')
    expect(new Set(compared.map(({ run }) => run.build.label))).toEqual(new Set(['1.1', '1.2']))
    for (const { comparison } of compared) expect(comparison?.baseline.labels).toEqual(['1.0'])
    for (const build of ['1.1', '1.2']) expect(stderr).toContain(`1.0 (2 runs) → ${build} (2 runs)`)
    expect(stderr).toContain('loadwright serve loadwright-demo')
    for (const name of ['report.md', 'report.json']) expect(stderr.split(name)).toHaveLength(5)

    const history = openHistory(join(folder, '.loadwright', 'history.db'), { readOnly: true })
    const builds = history.listRuns({ scenario: 'steady' }).map(({ build }) => build.label)
    expect(builds.toReversed()).toEqual(['1.0', '1.1', '1.2', '1.2', '1.1', '1.0'])
    history.close()
    for (const { run } of reports) await expect(fetch(`${run.target}/health`)).rejects.toThrow('fetch failed')
  }, 180_000)

  test('a Ctrl-C ends it with 130, with the report of what was measured, and the target is gone', async () => {
    const running = workspace.start(['demo', '--folder', 'stopped', '--run-time', '5m'])
    await running.says('00:01 rate=')
    running.child.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('Stopped by SIGINT; what was measured until then is in stopped.')
    const [report, ...others] = reportsIn(join(workspace.folder, 'stopped'))
    expect(others).toEqual([])
    expect(report!.run.status).toBe('stopped')
    await expect(fetch(`${report!.run.target}/health`)).rejects.toThrow('fetch failed')
  })

  test('a folder that cannot be written to is 4, before anything is started', async () => {
    workspace.write('a-file', '')
    const { code, stderr } = await workspace.run(['demo', '--folder', 'a-file'])
    expect(code).toBe(4)
    expect(stderr).toContain('a-file')
  })
})
