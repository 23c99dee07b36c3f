/** A host that is stopped for five seconds while its engines go on: no second is lost, none is counted twice, nobody is accused. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HostLine } from './testing/hostProcess.ts'

const STOPPED_MS = 5000

let server: Server
let received = 0
let folder: string
let host: ChildProcess | null
beforeEach(async () => {
  received = 0
  host = null
  folder = mkdtempSync(join(tmpdir(), 'loadwright-host-'))
  server = createServer((_request, response) => {
    received++
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  // Its engines end with it.
  host?.kill('SIGKILL')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

test('every tick comes, once; the report counts what the server counted', async () => {
  const file = join(folder, 'host.plan.yaml')
  // Many names make big seconds: more than the pipe between two processes holds while nobody reads it.
  writeFileSync(
    file,
    `
name: host
target: http://127.0.0.1:${(server.address() as AddressInfo).port}
users: { U: { tasks: [ { name: t, steps: [ { get: /a, as: "a {{$int(1,400)}}" } ] } ] } }
scenarios: { s: { load: { arrivals: 200/s, for: 9s, maxUsers: 500 }, criteria: [ "failures < 1%" ] } }
`,
  )
  const program = join(import.meta.dirname, 'testing', 'hostProcess.ts')
  // Whoever took the silence of a host for that of its engines would give them up after three seconds.
  host = spawn(process.execPath, [program, file, '2', '3'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: HostLine[] = []
  const all = (async () => {
    for await (const line of createInterface({ input: host.stdout! })) {
      lines.push(JSON.parse(line) as HostLine)
      if (lines.length !== 2) continue
      host.kill('SIGSTOP')
      await sleep(STOPPED_MS)
      host.kill('SIGCONT')
    }
  })()
  await Promise.all([all, once(host, 'exit')])
  const ticks = lines.flatMap((line) => ('tick' in line ? [line.tick] : []))
  const [report] = lines.flatMap((line) => ('report' in line ? [line.report] : []))
  expect(ticks.map(({ t }) => t)).toEqual(ticks.map((_, t) => t))
  expect(ticks.length).toBeGreaterThanOrEqual(9)
  expect(ticks.reduce((sum, tick) => sum + tick.second.requests, 0)).toBe(1800)
  expect(report).toMatchObject({
    notices: [],
    totals: { requests: 1800 },
    iterations: { started: 1800, dropped: 0 },
    run: { status: 'completed' },
  })
  expect(received).toBe(1800)
  expect(report!.run.durationMs).toBeGreaterThanOrEqual(9000)
}, 60_000)
