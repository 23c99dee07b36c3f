import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunReport } from '../../core/report/report.ts'
import { createWorkspace, PLAN, type Workspace } from '../testing/commandLine.ts'

let target: Server
let workspace: Workspace
beforeEach(async () => {
  target = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1')
  await once(target, 'listening')
  workspace = createWorkspace()
  workspace.write('try.plan.yaml', PLAN)
})
afterEach(() => {
  workspace.remove()
  target.closeAllConnections()
  target.close()
})

test('a run beside another is started, with a warning, and its report says when; --strict does not refuse it', async () => {
  const environment = { TARGET: `http://127.0.0.1:${(target.address() as AddressInfo).port}` }
  const run = (scenario: string, ...args: string[]): string[] => ['run', 'try.plan.yaml', scenario, ...args]
  const other = workspace.start(run('endless', '--no-preflight', '--progress', 'json'), environment)
  await other.says('"event":"tick"')
  const { stdout, stderr } = await workspace.run(run('passes', '--strict', '--json'), environment)
  expect(stderr).toContain('warning: Another run goes on in this history: `Try`, `endless` (')
  expect((JSON.parse(stdout) as RunReport).notices).toContainEqual(
    expect.stringContaining('Another run was going on from the start to the end of this one: `Try`, `endless` ('),
  )
  other.child.kill('SIGINT')
  await other.finished

  const alone = await workspace.run(run('passes', '--no-preflight', '--json'), environment)
  expect(alone.stderr).not.toContain('Another run')
})
