/** Engines that are lost in mid-run, by death or by hanging: the run says what it has lost, and goes on or ends with what it has. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import { closedLoad, constantArrivals } from '../../core/load/loadShape.ts'
import { childProcessEngines } from './engineProcess.ts'
import { lostEngineNotice, lostEngineSentence } from './lostEngine.ts'
import type { RunHandle } from './startRun.ts'
import { openWorkspace, type TestWorkspace } from './testing/runTestPlan.ts'

describe('words', () => {
  const lost = { engine: 1, engines: 3, how: 'died (signal SIGKILL)', atMs: 12_340, toldUntilS: 12 }

  test.each([
    [
      closedLoad(10, 5, 60_000),
      'Engine 2 of 3 died (signal SIGKILL) after 12.3 s: its share of the load is missing from then on, one in 3 of the users, beginning with number 1 ({{$user}}): 3 of 10. Its last numbers are of the second that ended after 12 s: what it did after that was not measured.',
    ],
    [
      constantArrivals(50, 60_000, 500),
      'Engine 2 of 3 died (signal SIGKILL) after 12.3 s: its share of the load is missing from then on, one in 3 of the arrivals, and 167 of 500 users that carry them. Its last numbers are of the second that ended after 12 s: what it did after that was not measured.',
    ],
  ])('%j', (load, text) => expect(lostEngineNotice({ ...lost, load })).toBe(text))

  test('of the only one, which had told nothing', () => {
    const only = { ...lost, engine: 0, engines: 1, atMs: 400, toldUntilS: 0, load: closedLoad(10, 5, 60_000) }
    expect(lostEngineNotice(only)).toBe(
      'Engine 1 of 1 died (signal SIGKILL) after 0.4 s: its share of the load is missing from then on, all users. It had told no numbers yet: what it did until then was not measured.',
    )
    expect(lostEngineSentence(only)).toBe(
      'Engine 1 of 1 died (signal SIGKILL) after 0.4 s, and all of the load with it',
    )
  })
})

describe('runs', () => {
  let server: Server
  let received = 0
  let workspace: TestWorkspace
  beforeEach(async () => {
    received = 0
    server = createServer((_request, response) => {
      received++
      response.end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    workspace = openWorkspace()
  })
  afterEach(async () => {
    workspace.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  function plan(load: string): string {
    return `
name: lost
target: http://127.0.0.1:${(server.address() as AddressInfo).port}
users: { U: { wait: 5ms, tasks: [ { name: t, steps: [ { get: /a } ] } ] } }
scenarios: { s: { load: ${load}, gracefulStop: 2s, criteria: [ "failures < 1%", "rate >= 80/s" ] } }
`
  }

  function tickAt(run: RunHandle, t: number): Promise<RunTick> {
    return new Promise((resolve) => run.onTick((tick) => tick.t >= t && resolve(tick)))
  }

  test('one of two dies: half of the arrivals go on, and a rate that is too low for that is not the fault of the target', async () => {
    const run = await workspace.start(plan('{ arrivals: 100/s, for: 5s, maxUsers: 100 }'), { processes: 2 })
    expect((await tickAt(run, 0)).engines).toEqual({ of: 2, lost: [] })
    process.kill(workspace.engines[1]!.pid!, 'SIGKILL')
    const { engines } = await tickAt(run, 3)
    const report = await run.finished
    // Whoever watches is told in the words of the report.
    expect(engines).toEqual({ of: 2, lost: report.notices })
    // Of the other engine not one is missing: 250 in five seconds.
    expect(report.iterations.started).toBeGreaterThanOrEqual(300)
    expect(report.iterations.started).toBeLessThan(400)
    expect(report.totals.requests).toBeLessThanOrEqual(received)
    expect(report.notices).toEqual([
      expect.stringMatching(
        /^Engine 2 of 2 died \(signal SIGKILL\) after 1(?:\.\d)? s: its share of the load is missing from then on, every second of the arrivals, and 50 of 100 users that carry them\. Its last numbers are of the second that ended after 1 s/,
      ),
    ])
    expect(report.criteria.map(({ status }) => status)).not.toContain('overMaximum')
    expect(report.verdict).toMatchObject({ status: 'inconclusive', exitCode: 100 })
    expect(report.verdict.sentence).toMatch(/^Engine 2 of 2 died .*, and 1\/2 of the load with it; /)
    expect(report.generatorHealth.reasons.join(' ')).toContain('Engine 2 sent no numbers')
  }, 60_000)

  test('one of two hangs: it is given up, and the run ends in time with what the other measured', async () => {
    const run = await workspace.start(plan('{ users: 6, spawnRate: 100, for: 8s }'), {
      processes: 2,
      engineSilenceS: 3,
    })
    await tickAt(run, 1)
    process.kill(workspace.engines[0]!.pid!, 'SIGSTOP')
    const report = await run.finished
    expect(report.run.status).toBe('interrupted')
    expect(report.notices).toEqual([
      expect.stringMatching(
        /^Engine 1 of 2 hangs, or was stopped from outside: it was silent for 3 s and given up after \d+\.?\d* s: .* every second of the users, beginning with number 0 \({{\$user}}\): 3 of 6\. Its last numbers are of the second that ended after [12] s/,
      ),
    ])
    expect(report.verdict).toMatchObject({ status: 'inconclusive', exitCode: 100 })
    expect(report.timeline.users.slice(3, 7)).toEqual([3, 3, 3, 3])
    expect(report.run.durationMs).toBeLessThan(12_000)
    // The requests of the engine that was given up are on the server's side only.
    expect(report.totals.requests).toBeLessThan(received)
  }, 60_000)

  test('the only one hangs: the run ends there, with what was measured', async () => {
    const run = await workspace.start(plan('{ users: 6, spawnRate: 100, for: 10m }'), { engineSilenceS: 3 })
    const { run: measured } = await tickAt(run, 1)
    process.kill(workspace.engines[0]!.pid!, 'SIGSTOP')
    const report = await run.finished
    expect(report.run.status).toBe('interrupted')
    expect(report.totals.requests).toBeGreaterThanOrEqual(measured.requests)
    // The time in which it hung was no load: it lowers no rate.
    expect(report.run.window.toMs).toBeLessThanOrEqual(3000)
    expect(report.verdict.status).toBe('inconclusive')
    expect(report.verdict.sentence).toMatch(/^Engine 1 of 1 hangs, .*, and all of the load with it; /)
    expect(workspace.history.listRuns()[0]!.status).toBe('interrupted')
  }, 60_000)

  test('a stop of two seconds is no hanging: the run says what it was, and nothing is lost', async () => {
    const run = await workspace.start(plan('{ arrivals: 100/s, for: 6s, maxUsers: 600 }'), { engineSilenceS: 5 })
    await tickAt(run, 1)
    const { pid } = workspace.engines[0]!
    process.kill(pid!, 'SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 2000))
    process.kill(pid!, 'SIGCONT')
    const report = await run.finished
    expect(report.notices).toEqual([])
    expect(report.iterations).toMatchObject({ started: 600, dropped: 0 })
    expect([report.totals.requests, received]).toEqual([600, 600])
    expect(report.totals.latencyMs!.max).toBeGreaterThan(1900)
    expect(report.verdict.status).toBe('inconclusive')
    expect(report.generatorHealth.scheduleLagMs!.max).toBeGreaterThan(1900)
    expect(report.generatorHealth.reasons.join(' ')).toMatch(
      /late by up to [12]\.\d+ s|up to [12]\.\d+ s after they were due/,
    )
    expect(report.findings.map(({ id }) => id)).toContain('generator-limited')
  }, 60_000)
})

test('what an engine said before it ended is heard before its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-engine-'))
  try {
    const file = join(folder, 'talkative.mjs')
    writeFileSync(
      file,
      `for (let n = 1; n <= 2000; n++)
         process.send({ n, text: 'x'.repeat(1000) }, () => n === 2000 && process.kill(process.pid, 'SIGKILL'))`,
    )
    const engine = childProcessEngines(file)()
    let heard = 0
    engine.channel.onMessage(() => heard++)
    const how = await new Promise((resolve) => engine.onExit(resolve))
    expect([how, heard]).toEqual(['signal SIGKILL', 2000])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
