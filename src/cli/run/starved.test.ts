/**
 * Runs whose generator is starved, each for real and in its own way: they are inconclusive, say why and what to do, wherever one
 * looks. Their criteria are met by any number that could be measured, so that nothing else decides.
 */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism, setPriority } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import type { RunReport } from '../../core/report/report.ts'
import { createWorkspace, type Finished, type Running, type Workspace } from '../testing/commandLine.ts'

let server: Server
let workspace: Workspace

beforeEach(async () => {
  server = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  workspace = createWorkspace()
  workspace.write(
    'starved.plan.yaml',
    `name: starved
target: http://127.0.0.1:${(server.address() as AddressInfo).port}
users:
  Hungry: { tasks: [ { name: t, steps: [ { get: /a } ] } ] }
  Calm: { wait: 50ms, tasks: [ { name: t, steps: [ { get: /a } ] } ] }
scenarios:
  hungry: { users: { Hungry: 1 }, load: { users: 60, spawnRate: 200, for: 7s }, gracefulStop: 1s, criteria: [ p95 < 20s, failures < 1% ] }
  calm: { users: { Calm: 1 }, load: { users: 60, spawnRate: 200, for: 7s }, gracefulStop: 1s, criteria: [ p95 < 20s, failures < 1% ] }
`,
  )
})

afterEach(async () => {
  workspace.remove()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const RUN = 'run starved.plan.yaml --processes 1 --seed 1 --format md,json,junit --progress json'

/** A line for bash before the run, for it and what it starts. */
const after = (line: string): Promise<Finished> => workspace.shell(`${line} exec "$0" "$1" ${RUN} calm`)

function expectInconclusive({ code, stderr }: Finished, reason: RegExp, advice: string): void {
  const ticks = stderr
    .split('\n')
    .filter((line) => line.startsWith('{"event":"tick"'))
    .map((line) => JSON.parse(line) as RunTick)
  expect(
    ticks.filter(({ trust }) => trust.state === 'notTrusted').flatMap(({ trust }) => trust.reasons),
  ).toContainEqual(expect.stringMatching(reason))
  const folder = join(workspace.folder, 'results', readdirSync(join(workspace.folder, 'results'))[0]!)
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const report = JSON.parse(read('report.json')) as RunReport
  expect(report.verdict).toMatchObject({ status: 'inconclusive', exitCode: 100 })
  expect(report.generatorHealth.trusted).toBe(false)
  expect(report.generatorHealth.reasons).toContainEqual(expect.stringMatching(reason))
  expect(report.generatorHealth.advice).toContainEqual(expect.stringContaining(advice))
  expect(report.criteria.find(({ metric }) => metric === 'p95')?.status).toBe('notTrusted')
  expect(report.timeline.trust).toContain('notTrusted')
  expect(report.findings.map(({ id }) => id)).toContain('generator-limited')
  const markdown = read('report.md')
  expect(markdown).toContain('INCONCLUSIVE')
  expect(markdown).toMatch(reason)
  expect(markdown).toContain(advice)
  expect(read('junit.xml')).toContain('<error type="notTrusted"')
  expect(stderr).toMatch(/○ INCONCLUSIVE {2}The generator was in the way for .*exit 100/)
  expect(code).toBe(100)
}

test('a busy loop in the engine', async () => {
  const loop = workspace.write(
    'busy.mjs',
    `if (process.argv[1].includes('engine')) {
       const block = () => { const from = performance.now(); while (performance.now() - from < 70); }
       setInterval(block, 40).unref()
     }`,
  )
  const finished = await after(`NODE_OPTIONS=--import=${loop}`)
  // On a crowded machine even a busy loop waits for its processor most of the time.
  expectInconclusive(
    finished,
    /The event loop of engine 1 was late by up to .*: (it was busy itself|other processes had the processor)/,
    'engine processes',
  )
}, 60_000)

test('too few descriptors for its users: failures are not put down to the target', async () => {
  const finished = await after('ulimit -n 64;')
  expectInconclusive(finished, /requests of engine 1 in a second failed for a limit of its own machine/, 'ulimit -n')
  // Not NOT READY: that every second request failed says nothing about the target.
  expect(finished.stderr).not.toContain('over maximum')
}, 60_000)

const hasTaskset = process.platform === 'linux' && isThere('taskset')

test.runIf(hasTaskset)(
  'neighbours that have its only core',
  async () => {
    const running = workspace.start([...RUN.split(' '), 'hungry'])
    await running.says('"t":0,')
    const engine = childOf(running)
    const core = String(availableParallelism() - 1)
    // It has a fortieth of the core: whoever needs less than a fair share of it hardly waits, and a busy target lets the engine rest.
    setPriority(engine, 10)
    execFileSync('taskset', ['-a', '-c', '-p', core, String(engine)])
    const neighbours = Array.from({ length: 4 }, () =>
      spawn('taskset', ['-c', core, process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' }),
    )
    try {
      expectInconclusive(
        await running.finished,
        /engine 1.*: other processes had the processor/i,
        'End the other work on this machine',
      )
    } finally {
      for (const neighbour of neighbours) neighbour.kill()
    }
  },
  60_000,
)

test.runIf(process.platform === 'linux')(
  'stopped for two seconds',
  async () => {
    const running = workspace.start([...RUN.split(' '), 'calm'])
    await running.says('"t":1,')
    const engine = childOf(running)
    process.kill(engine, 'SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 2000))
    process.kill(engine, 'SIGCONT')
    expectInconclusive(
      await running.finished,
      /engine 1 was late by up to .*: it stood still, stopped by a signal/,
      'Let the engines run undisturbed',
    )
  },
  60_000,
)

/** The engine, which is the only process that a run starts. */
function childOf({ child }: Running): number {
  const folder = `/proc/${child.pid}/task`
  const children = readdirSync(folder).flatMap((thread) =>
    readFileSync(join(folder, thread, 'children'), 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
  expect(children).toHaveLength(1)
  return children[0]!
}

function isThere(command: string): boolean {
  try {
    return execFileSync('which', [command]).length > 0
  } catch {
    return false
  }
}
