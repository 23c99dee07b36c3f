import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSocketServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import { connectRpc, type Connection } from '../../contract/rpc/connectRpc.ts'
import type { Workbench } from '../../contract/workbench.ts'
import { openHistory } from '../../host/storage/history.ts'
import { openPageChannel } from '../../server/testing/pageChannel.ts'
import { createWorkspace, type Running, type Workspace } from '../testing/commandLine.ts'

const plan = (target: string): string => `name: Served
target: ${target}
users:
  Visitor:
    wait: 20ms
    tasks:
      - name: look
        steps: [ { get: /quick } ]
  Waiter:
    tasks:
      - name: wait
        steps: [ { get: /never } ]
scenarios:
  endless: { users: { Visitor: 1 }, load: { users: 2, spawnRate: 10, for: 10m }, gracefulStop: 30s }
  stuck: { users: { Waiter: 1 }, load: { users: 1, for: 10m }, gracefulStop: 10m }
`

let target: Server
let workspace: Workspace
beforeAll(async () => {
  target = createServer((request, response) => {
    if (request.url !== '/never') response.end('ok')
  }).listen(0, '127.0.0.1')
  await once(target, 'listening')
  workspace = createWorkspace()
  workspace.write('served.plan.yaml', plan(`http://127.0.0.1:${(target.address() as AddressInfo).port}`))
})
afterAll(() => {
  workspace.remove()
  target.closeAllConnections()
  target.close()
})

interface Serving extends Running {
  url: string
  page(): Promise<Connection<Workbench>>
}

async function serve(...args: string[]): Promise<Serving> {
  const running = workspace.start(['serve', '--port', '0', '--json', ...args])
  const [line] = (await once(createInterface(running.child.stdout!), 'line')) as [string]
  const { listening: url } = JSON.parse(line) as { listening: string }
  return { ...running, url, page: async () => pageOf(url) }
}

async function pageOf(url: string): Promise<Connection<Workbench>> {
  const channel = await openPageChannel(url)
  return connectRpc<Workbench>({ open: () => Promise.resolve(channel), once: true })
}

/** Resolves at the first tick that is as wanted. */
function tick(page: Connection<Workbench>, run: string, wanted: (tick: RunTick) => boolean): Promise<RunTick> {
  return new Promise((resolve, reject) => {
    page.subscribe(
      'run.ticks',
      { run },
      {
        value: (value) => wanted(value) && resolve(value),
        ended: (error) => reject(error ?? new Error('The run ended.')),
      },
    )
  })
}

describe.concurrent('loadwright serve', () => {
  test('says where it is, serves the workspace, and ends with 0 when nothing runs', async () => {
    const served = await serve('--history', 'first.db')
    const page = await served.page()
    const info = await page.call('app.info', {})
    expect(info.capabilities.write).toBe(true)
    expect(info.history.file).toBe(join(workspace.folder, 'first.db'))
    const plans = await page.call('plans.list', {})
    expect(plans.map(({ file, name }) => [file, name])).toEqual([['served.plan.yaml', 'Served']])
    served.child.kill('SIGINT')
    const { code, stdout, stderr } = await served.finished
    expect(code).toBe(0)
    expect(stdout).toBe(`${JSON.stringify({ listening: served.url })}\n`)
    expect(stderr).toContain(served.url)
    expect(stderr).toContain('Open this address in a browser.')
  })

  test('a lost connection or a reload disturbs no run; the first signal stops it in order', async () => {
    const served = await serve('--history', 'lost.db')
    const page = await served.page()
    const { run } = await page.call('runs.start', { plan: 'served.plan.yaml', scenario: 'endless' })
    const before = await tick(page, run, ({ users }) => users === 2)
    page.close()

    const again = await served.page()
    const [active] = await again.call('runs.active', {})
    expect(active).toMatchObject({ id: run, isOurs: true, gracefulStopMs: 30_000 })
    const after = await tick(again, run, ({ t }) => t > before.t + 1)
    expect(after.users).toBe(2)
    expect(after.run.requests).toBeGreaterThan(before.run.requests)

    served.child.kill('SIGINT')
    await served.says('Stopping run')
    const { code, stderr } = await served.finished
    expect(code).toBe(130)
    expect(stderr).toContain(`Run ${run} was stopped; what was measured is in the history.`)
    const history = openHistory(join(workspace.folder, 'lost.db'), { readOnly: true })
    expect(history.findRun(run).run().status).toBe('stopped')
    history.close()
  })

  test('the second signal stops now what would take longer', async () => {
    const served = await serve('--history', 'stuck.db')
    const page = await served.page()
    const { run } = await page.call('runs.start', { plan: 'served.plan.yaml', scenario: 'stuck' })
    await tick(page, run, ({ inFlight }) => inFlight === 1)
    served.child.kill('SIGTERM')
    await served.says('600 s for what is under way')
    served.child.kill('SIGTERM')
    const { code, stderr } = await served.finished
    expect(code).toBe(143)
    expect(stderr).toContain('Stopping now.')
    const history = openHistory(join(workspace.folder, 'stuck.db'), { readOnly: true })
    expect(history.findRun(run).run().status).toBe('stopped')
    history.close()
  })

  test('in a terminal with a display it opens the browser with a ticket, and counts down to the end', async () => {
    const opened = join(workspace.folder, 'opened')
    const opener = workspace.write(
      'xdg-open',
      `#!/bin/sh\nprintf %s "$1" > "${opened}.part"; mv "${opened}.part" "${opened}"\n`,
    )
    chmodSync(opener, 0o755)
    const running = workspace.startInTerminal(
      ['serve', '--port', '0', '--history', 'terminal.db'],
      { columns: 120, rows: 30 },
      { DISPLAY: ':99', PATH: `${workspace.folder}:${process.env.PATH}` },
    )
    let shown = ''
    running.child.stderr!.on('data', (data: Buffer) => (shown += data.toString()))
    await running.says('It opens in the browser.')
    const [url] = /http:\S+#token=[\w-]+/.exec(shown)!
    await expect.poll(() => existsSync(opened)).toBe(true)
    expect(readFileSync(opened, 'utf8')).toMatch(new RegExp(`^${new URL(url).origin}/#ticket=[\\w-]{43}$`))

    const page = await pageOf(url)
    const { run } = await page.call('runs.start', { plan: 'served.plan.yaml', scenario: 'stuck' })
    await tick(page, run, ({ inFlight }) => inFlight === 1)
    running.child.stdin!.write('\u0003')
    await running.says('(stuck): 600 s for what is under way. Ctrl-C again stops now.')
    // It counts down; on a busy machine a second may be left out.
    await running.says('(stuck): 59')
    running.child.stdin!.write('\u0003')
    expect((await running.finished).code).toBe(130)
    expect(shown).toContain('Stopping now.')
  })

  test('--read-only shows, and refuses with the reason', async () => {
    const served = await serve('--history', 'looking.db', '--read-only')
    const page = await served.page()
    expect((await page.call('app.info', {})).capabilities.write).toBe(false)
    expect(await page.call('plans.list', {})).toHaveLength(1)
    const refusal = 'This workbench was started with --read-only'
    const scenario = { plan: 'served.plan.yaml', scenario: 'endless' }
    await expect(page.call('runs.start', scenario)).rejects.toThrow(refusal)
    await expect(page.call('runs.delete', { runs: ['last'] })).rejects.toThrow(refusal)
    await expect(page.call('app.startDemo', {})).rejects.toThrow(refusal)
    served.child.kill('SIGINT')
    expect((await served.finished).code).toBe(0)
  })

  test('everywhere: each address is printed, and that there is no encryption', async () => {
    const served = await serve('--history', 'everywhere.db', '--host', '0.0.0.0')
    await served.says('the connection is not encrypted')
    served.child.kill('SIGINT')
    const { stderr } = await served.finished
    const printed = stderr.match(/http:\S+#token=\S+/g) ?? []
    expect(printed[0]).toBe(served.url)
    expect(printed.length).toBeGreaterThanOrEqual(1)
    expect(new Set(printed.map((url) => new URL(url).hash)).size).toBe(1)
  })

  test('a port that is taken is wrong usage, and says so', async () => {
    const other = createSocketServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await workspace.run(['serve', '--port', String(port), '--history', 'taken.db'])
    other.close()
    expect(code).toBe(2)
    expect(stderr).toBe(
      `error: Port ${port} is taken by another program. Choose another one with --port; 0 is any that is free.\n`,
    )
  })

  test('a folder that is none is wrong usage', async () => {
    const { code, stderr } = await workspace.run(['serve', 'nowhere\u202e'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: .*nowhere\\u202e/)
  })
})
