import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

/** A run that would take ten minutes, under way: its first second is in the history. */
async function start(...args: string[]): Promise<Running> {
  const running = workspace.start(['run', 'try.plan.yaml', 'endless', ...args], { TARGET: target.url })
  await running.says('rate=')
  return running
}

interface ListedRun {
  id: string
  status: string
  verdict: { exitCode: number } | null
  p95Ms: number | null
}

async function newestRun(): Promise<ListedRun> {
  const { stdout } = await workspace.run(['runs', '--json', '--limit', '1'])
  return (JSON.parse(stdout) as { runs: ListedRun[] }).runs[0]!
}

describe('a run that is stopped', () => {
  test('by one SIGINT ends gracefully with 130, is saved and reported, and what follows is not run', async () => {
    const running = await start('passes', '-o', 'interrupted')
    running.child.kill('SIGINT')
    await running.says('stopping: what is under way has 30 s to end')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('Not run, because of the SIGINT: passes.')
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      // Or what is worse, on a busy machine.
      /^○ INCONCLUSIVE {2}The (run was stopped before its end; |generator was in the way ).*exit 130/,
    )
    expect(readdirSync(join(workspace.folder, 'interrupted'))).toHaveLength(1)
    expect(await newestRun()).toMatchObject({ status: 'stopped', verdict: { exitCode: 130 } })
  })

  test('by SIGTERM ends with 143 and is saved', async () => {
    const running = await start()
    running.child.kill('SIGTERM')
    expect((await running.finished).code).toBe(143)
    expect(await newestRun()).toMatchObject({ status: 'stopped', verdict: { exitCode: 143 } })
  })

  test('by a second SIGINT ends now, whatever is under way', async () => {
    // A request that takes ten minutes, and thirty seconds to end in: without the second signal this would be a long test.
    workspace.write('slow.plan.yaml', PLAN.replace('[ { get: /health } ]', '[ { get: /health }, { get: /hold } ]'))
    const slow = await holdingServer()
    const running = workspace.start(['run', 'slow.plan.yaml', 'endless', '--no-preflight'], { TARGET: slow.url })
    try {
      await slow.held
      running.child.kill('SIGINT')
      await running.says('stopping:')
      running.child.kill('SIGINT')
      await running.says('Stopping now.')
      expect((await running.finished).code).toBe(130)
      expect(await newestRun()).toMatchObject({ status: 'stopped' })
    } finally {
      slow.close()
    }
  })

  test('by SIGKILL is in the history up to its last second as interrupted, and can be reported', async () => {
    const running = await start()
    running.child.kill('SIGKILL')
    expect((await running.finished).signal).toBe('SIGKILL')
    const run = await newestRun()
    expect(run).toMatchObject({ status: 'interrupted', verdict: null })
    expect(run.p95Ms).toBeGreaterThan(0)
    expect((await workspace.run(['runs', '--limit', '1'])).stdout).toContain('○ interrupted')
    const { code, stdout, stderr } = await workspace.run(['report', run.id, '--json', '-f', 'md', '-o', 'again'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      run: { id: run.id, status: 'interrupted' },
      verdict: { status: 'inconclusive' },
    })
    expect(stderr).toContain('INCONCLUSIVE')
    const [folder] = readdirSync(join(workspace.folder, 'again'))
    expect(existsSync(join(workspace.folder, 'again', folder!, 'report.md'))).toBe(true)
  })
})

/** A server that answers /health, and nothing else ever. */
async function holdingServer(): Promise<{ url: string; held: Promise<void>; close(): void }> {
  const { createServer } = await import('node:http')
  const { promise: held, resolve } = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    if (request.url === '/health') response.end('ok')
    else resolve()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    held,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
