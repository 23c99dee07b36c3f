import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorkspace, type Running, type Workspace } from '../testing/commandLine.ts'

let workspace: Workspace
beforeAll(() => {
  workspace = createWorkspace()
})
afterAll(() => workspace.remove())

const SMALL = ['--port', '0', '--json', '--pool', '1', '--history', '0', '--users', '3']

async function listening({ child }: Running): Promise<string> {
  const [data] = (await once(child.stdout!, 'data')) as [Buffer]
  return (JSON.parse(data.toString()) as { listening: string }).listening
}

/** Resolves when nobody listens there any more. */
async function untilGone(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) })
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe.concurrent('loadwright target', () => {
  test('--help is the help of the target, with its knobs', async () => {
    const { code, stdout } = await workspace.run(['target', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('--slow ROUTE=DELAY')
    expect(stdout).toContain('--rate-limit RATE')
  })

  test('wrong knobs end with its code and its sentence', async () => {
    const { code, stderr } = await workspace.run(['target', '--slow', 'GET /nowhere=1s'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^target: .*nowhere/)
  })

  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'passes arguments, and %s, which ends it in order',
    async (signal) => {
      const running = workspace.start(['target', ...SMALL, '--build', '9.9'])
      const url = await listening(running)
      const health = (await (await fetch(`${url}/health`)).json()) as { build: string }
      expect(health.build).toBe('9.9')
      running.child.kill(signal)
      expect(await running.finished).toMatchObject({ code: 0, signal: null })
      await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
    },
  )

  test('goes with its parent, even when that is killed', async () => {
    const running = workspace.start(['target', ...SMALL])
    const url = await listening(running)
    running.child.kill('SIGKILL')
    await untilGone(url)
  })
})
