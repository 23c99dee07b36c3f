/** Whole runs: engine processes, merged seconds, history, verdict. What the server counted is the yardstick. */
import { writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FromEngine } from '../../contract/engineMessages.ts'
import type { RunTick } from '../../contract/runTick.ts'
import { TRUST_THRESHOLDS } from '../../core/criteria/trustThresholds.ts'
import { HistoryError } from '../storage/historyError.ts'
import { childProcessEngines, type EngineProcess } from './engineProcess.ts'
import { judgedWindow } from '../analysis/stretchOf.ts'
import { windowView } from '../analysis/windowView.ts'
import { previousOf, reportOfRun } from './runReport.ts'
import { recordOf } from './runRecord.ts'
import type { RunHandle } from './startRun.ts'
import { ENGINE_FILE, openWorkspace, type TestWorkspace } from './testing/runTestPlan.ts'

let server: Server
let url: string
let received = 0
let answer: RequestListener
let workspace: TestWorkspace

beforeEach(async () => {
  received = 0
  answer = (_request, response) => response.end('{}')
  server = createServer((request, response) => {
    received++
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  workspace = openWorkspace()
})

afterEach(async () => {
  workspace.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function plan(load: string, criteria = ''): string {
  return `
name: runs
target: ${url}
secrets: { key: hunter2 }
users:
  U: { headers: { x-key: "{{key}}" }, wait: 5ms, tasks: [ { name: t, steps: [ { get: /a }, { get: "/b?key={{key}}" } ] } ] }
scenarios:
  s: { load: ${load}, gracefulStop: 5s${criteria === '' ? '' : `, criteria: [ ${criteria} ]`} }
`
}

/** Resolves with the first tick for which `when` holds. */
function tickWhen(
  run: { onTick(listener: (tick: RunTick) => void): void },
  when: (tick: RunTick) => boolean,
): Promise<RunTick> {
  return new Promise((resolve) => run.onTick((tick) => when(tick) && resolve(tick)))
}

test('the report counts what the server counted, and can be made again to the letter', async () => {
  const run = await workspace.start(plan('{ users: 10, spawnRate: 20, for: 2s }', '"failures < 1%", "count > 10"'))
  const report = await run.finished
  expect(report.totals.requests).toBe(received)
  expect(report.run.status).toBe('completed')
  expect(report.criteria.map(({ status }) => status)).toEqual(['met', 'met'])
  expect(report.verdict.exitCode).toBe(report.generatorHealth.trusted ? 0 : 100)
  const again = reportOfRun(workspace.history, workspace.history.findRun('last'))
  expect(again).toEqual(report)
  expect(workspace.history.findRun('last').criteria()).toEqual(report.criteria)
  expect(JSON.stringify([report, workspace.history.findRun('last').run()])).not.toContain('hunter2')
})

test('one engine process and two give the same totals on a counted scenario', async () => {
  const text = plan('{ arrivals: 150/s, for: 2s, maxUsers: 300 }')
  const one = await (await workspace.start(text)).finished
  const receivedByOne = received
  received = 0
  const two = await (await workspace.start(text, { processes: 2 })).finished
  expect(one.iterations.started).toBe(300)
  expect(two.iterations.started).toBe(300)
  expect(one.totals.requests).toBe(600)
  expect(two.totals.requests).toBe(600)
  expect([receivedByOne, received]).toEqual([600, 600])
  expect(two.run.generator.processes).toBe(2)
})

test('watchers see every second once, with the numbers of the report', async () => {
  const run = await workspace.start(plan('{ users: 5, spawnRate: 50, for: 2s }'), { processes: 2 })
  const ticks: RunTick[] = []
  run.onTick((tick) => ticks.push(tick))
  const report = await run.finished
  expect(ticks.map(({ t }) => t)).toEqual(ticks.map((_, t) => t))
  expect(ticks.reduce((sum, tick) => sum + tick.second.requests, 0)).toBe(report.totals.requests)
  expect(ticks.at(-1)!.run.requests).toBe(report.totals.requests)
  expect(ticks.at(-1)!.run.p95Ms).toBe(report.totals.latencyMs!.p95)
  expect(ticks.at(-1)!.run.ratePerS).toBe(report.totals.ratePerS)
})

test('while a run is being stopped, what reads its history divides by the time of the load, as the tiles do', async () => {
  // Those to /slow hold the run open for seconds after the load was stopped.
  answer = (request, response) => {
    if (request.url === '/slow') setTimeout(() => response.end('{}'), 4000)
    else response.end('{}')
  }
  const text = plan('{ users: 4, spawnRate: 20, for: 5m }').replace(
    'users:\n',
    'users:\n  Slow: { tasks: [ { name: s, steps: [ { get: /slow } ] } ] }\n',
  )
  const run = await workspace.start(text)
  await tickWhen(run, ({ t }) => t === 1)
  const stopping = tickWhen(run, ({ t }) => t === 3)
  run.stop('user')
  const tick = await stopping
  expect(tick.phase).toBe('stopping')
  const record = recordOf(workspace.history.findRun('last'))
  expect(record.run.status).toBe('running')
  const judged = judgedWindow(record.judged)!
  const { totals } = windowView(record, judged, { endpoint: null, userType: null, trustedOnly: false })
  expect({ requests: totals.requests, ratePerS: totals.ratePerS }).toEqual({
    requests: tick.run.requests,
    ratePerS: tick.run.ratePerS,
  })
  run.stop('user')
  const report = await run.finished
  expect(report.totals.ratePerS).toBe(totals.ratePerS)
})

test('a second that is told only after the run was stopped belongs to the load, live as in the report', async () => {
  const usual = childProcessEngines(ENGINE_FILE)
  let run: RunHandle | null = null
  const spawn = (): EngineProcess => {
    const engine = usual()
    const { channel } = engine
    const onMessage = (listener: (message: unknown) => void): void =>
      channel.onMessage((message) => {
        const told = message as FromEngine
        if (told.type === 'second' && told.second.t === 1) run?.stop('user')
        listener(message)
      })
    return { ...engine, channel: { ...channel, onMessage } }
  }
  run = await workspace.start(plan('{ users: 5, spawnRate: 50, for: 1m }', 'rate > 1/s'), { spawn })
  const ticks: RunTick[] = []
  run.onTick((tick) => ticks.push(tick))
  const report = await run.finished
  expect(report.run).toMatchObject({ status: 'stopped', window: { fromMs: 0, toMs: 2000 } })
  const last = ticks.at(-1)!
  expect([last.run.requests, last.run.ratePerS]).toEqual([report.totals.requests, report.totals.ratePerS])
  expect(last.criteria[0]!.actual).toBe(report.criteria[0]!.actual)
})

describe('odd loads', () => {
  test('an engine that has no more users is not held against the run', async () => {
    const load = '{ stages: [ { to: 2, for: 500ms }, { to: 1, for: 3500ms } ] }'
    const report = await (await workspace.start(plan(load, 'rate > 1/s'), { processes: 2 })).finished
    const seconds = workspace.history.findRun('last').load()
    // The first three are not looked at.
    expect(seconds.length).toBeGreaterThan(3)
    expect(seconds.flatMap(({ reasons }) => reasons).filter(({ signal }) => signal === 'silence')).toEqual([])
    expect(report.totals.requests).toBe(received)
  })

  test('a load whose users all end is over then, not at the end of that second', async () => {
    const endsAfterMs = 1200
    const from = performance.now()
    answer = (_request, response) => {
      response.statusCode = performance.now() - from < endsAfterMs ? 200 : 500
      response.end('{}')
    }
    writeFileSync(join(workspace.folder, 'rows.csv'), `n\n${'1\n'.repeat(40)}`)
    const text = plan('{ users: 2, spawnRate: 50, for: 20s }').replace(
      'users:\n',
      'data: { rows: { file: rows.csv, pick: sequential, atEnd: stop } }\nusers:\n',
    )
    const report = await (
      await workspace.start(text.replace('get: /a', 'get: "/a?n={{rows.n}}"').replace('wait: 5ms', 'wait: 65ms'))
    ).finished
    expect(report.notices.join(' ')).toContain('all its users had ended')
    // 40 rows for two users, 65 ms apart: 20 iterations each, not much longer than 1.3 s. Whole seconds count for rates.
    expect(report.totals.requests).toBe(received)
    const { fromMs, toMs } = report.run.window
    expect([fromMs, toMs % 1000]).toEqual([0, 0])
    expect(toMs).toBeLessThanOrEqual(report.run.durationMs)
    const whole = report.timeline.requests.slice(0, toMs / 1000).reduce((sum, count) => sum + count, 0)
    expect(report.totals.ratePerS).toBeCloseTo((whole * 1000) / toMs, 9)
  })

  test('users that come down to none as planned end nothing before its time', async () => {
    const report = await (
      await workspace.start(plan('{ stages: [ { to: 3, for: 1s }, { to: 0, for: 3s } ] }'))
    ).finished
    expect(report.notices).toEqual([])
    expect(report.totals.requests).toBe(received)
  })

  test('requests over the end of the warm-up and over the end of the load belong to the second in which they end', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('{}'), 750)
    const report = await (
      await workspace.start(
        `name: borders\ntarget: ${url}\nusers: { U: { tasks: [ { name: t, steps: [ { get: /a } ] } ] } }\n` +
          'scenarios: { s: { load: { arrivals: 2/s, for: 2s, maxUsers: 50 }, warmUp: 1s, gracefulStop: 5s } }\n',
      )
    ).finished
    // Arrival k is due at k/2 s and ends 750 ms later, a quarter of a second from any border: the first within the warm-up, the last after the load.
    expect(received).toBe(4)
    expect(report.totals).toMatchObject({ requests: 3, requestsAfterLoad: 1, failures: 0, ratePerS: 2 })
    expect(report.timeline.requests).toEqual([1, 2, 1])
    expect(report.iterations).toMatchObject({ interrupted: 0, dropped: 0 })
  })

  test('a judged part without a whole second: its rate is over the time in which its requests ended', async () => {
    answer = (_request, response) => void setTimeout(() => response.end('{}'), 300)
    const text = plan('{ arrivals: 100/s, for: 1500ms }').replace('gracefulStop', 'warmUp: 700ms, gracefulStop')
    const report = await (await workspace.start(text)).finished
    // Never the requests of the whole last second over the half of it in which there was load.
    const { window, durationMs } = report.run
    expect(window.fromMs).toBe(1000)
    expect(window.toMs).toBe(Math.min(durationMs, 2000))
    const listed = previousOf(workspace.history, workspace.history.listRuns()[0]!)
    expect(listed.ratePerS).toBe(report.totals.ratePerS)
    const judged = report.timeline.requests[1]!
    expect(report.totals.ratePerS).toBeCloseTo((judged * 1000) / (window.toMs - 1000), 9)
    expect(report.timeline.requests.reduce((sum, count) => sum + count, 0)).toBe(received)
  })
})

describe('stopping', () => {
  test('the first stop is graceful, the run says so, and what was measured is there', async () => {
    const run = await workspace.start(plan('{ users: 5, spawnRate: 50, for: 60s }', '"failures < 1%"'))
    await tickWhen(run, ({ t }) => t >= 1)
    run.stop('sigint')
    const report = await run.finished
    expect(report.run.status).toBe('stopped')
    expect(report.verdict.exitCode).toBe(130)
    expect(report.totals.requests).toBe(received)
    expect(report.run.window.toMs).toBeLessThan(60_000)
  })

  test('the second stop is at once, also when the target never answers', async () => {
    answer = () => {}
    const run = await workspace.start(plan('{ users: 5, spawnRate: 50, for: 60s }'))
    await tickWhen(run, ({ inFlight }) => inFlight === 5)
    run.stop('sigterm')
    run.stop('sigterm')
    const report = await run.finished
    expect(report.run.status).toBe('stopped')
    expect(report.totals.requests).toBe(0)
    expect(report.iterations.interrupted).toBe(5)
  })

  test('a criterion with stop ends the run', async () => {
    answer = (_request, response) => response.writeHead(500).end()
    const run = await workspace.start(plan('{ users: 5, spawnRate: 50, for: 60s }', '"failures < 10% for 1s, stop"'))
    const report = await run.finished
    expect(report.run.status).toBe('stoppedByCriterion')
    expect(report.verdict.exitCode).toBe(99)
    expect(report.criteria[0]!.status).toBe('overMaximum')
    expect(report.notices.join(' ')).toContain('failures < 10% for 1s, stop')
  })
})

describe('engines that die', () => {
  test('one of two: the run goes on with the other, is marked, and says which share is missing', async () => {
    const run = await workspace.start(plan('{ users: 6, spawnRate: 50, for: 3s }', '"failures < 1%"'), { processes: 2 })
    await tickWhen(run, ({ t }) => t >= 0)
    workspace.engines[0]!.kill()
    const report = await run.finished
    expect(report.run.status).toBe('interrupted')
    expect(report.notices.join(' ')).toMatch(
      /Engine 1 of 2 died \(signal SIGKILL\) after .* s: its share of the load is missing/,
    )
    expect(report.verdict.status).toBe('inconclusive')
    expect(report.timeline.requests.length).toBeGreaterThanOrEqual(3)
    expect(report.totals.requests).toBeLessThanOrEqual(received)
  })

  test('all: what was told until then is in the history', async () => {
    const run = await workspace.start(plan('{ users: 6, spawnRate: 50, for: 60s }'))
    await tickWhen(run, ({ t }) => t >= 1)
    workspace.engines[0]!.kill()
    const report = await run.finished
    expect(report.run.status).toBe('interrupted')
    expect(report.totals.requests).toBeGreaterThan(100)
    expect(workspace.history.listRuns()[0]!.status).toBe('interrupted')
  })
})

test('a run whose host died is judged from its seconds as it would have been while it went on', async () => {
  const run = await workspace.start(
    plan('{ users: 5, spawnRate: 50, for: 4s }', '"p95 < 5s for 2s", "rate >= 1000000/s for 2s"'),
  )
  const report = await run.finished
  const reader = workspace.history.findRun('last')
  // What the history holds of a run whose process is gone: everything but the words of its end.
  const orphan: typeof reader = { ...reader, run: () => ({ ...reader.run(), status: 'interrupted', outcome: null }) }
  const again = reportOfRun(workspace.history, orphan)
  expect(again.criteria.map(({ status, actual }) => [status, actual])).toEqual(
    report.criteria.map(({ status, actual }) => [status, actual]),
  )
  // On a busy machine both may be in doubt, and then are so again.
  expect(again.criteria[0]!.status).toMatch(/^(met|notTrusted)$/)
  expect(again.criteria[1]!.status).toMatch(/^(overMaximum|notTrusted)$/)
  expect(again.verdict.status).toBe(report.verdict.status)
})

// Six seconds: enough to compare with the plan. The criteria are such that a busy machine cannot turn them.
test('a fifth of the planned users: the run does not pass, though every criterion is met', async () => {
  writeFileSync(join(workspace.folder, 'rows.csv'), 'name\na\nb\n')
  const text = plan('{ users: 10, spawnRate: 50, for: 6s }', '"failures < 50%", "count > 10"')
    .replace('users:\n', 'data: { rows: { file: rows.csv, pick: unique, atEnd: stop } }\nusers:\n')
    .replace('{ get: /a }', '{ get: "/a?name={{rows.name}}" }')
  const report = await (await workspace.start(text)).finished
  expect(report.criteria.map(({ status }) => status)).toEqual(['met', 'met'])
  expect(report.verdict).toMatchObject({ status: 'inconclusive', exitCode: 100 })
  const inTheWay = /^The generator was in the way /
  const shortfall = /^On average 2\.00 users ran where .* were planned/
  const isStarved = (report.generatorHealth.untrustedLoadShare ?? 0) > TRUST_THRESHOLDS.untrustedLoadShare
  expect(report.verdict.sentence).toMatch(isStarved ? inTheWay : shortfall)
})

describe('a history that fails', () => {
  test('from the start: the run goes on in memory, is reported, and the command fails with 4', async () => {
    const run = await workspace.start(plan('{ users: 4, spawnRate: 50, for: 1s }'), { history: null })
    const report = await run.finished
    expect(report.totals.requests).toBe(received)
    expect(report.verdict.exitCode).toBe(4)
    expect(report.notices.join(' ')).toContain('not in the history')
    expect(workspace.history.listRuns()).toEqual([])
  })

  test('in mid-run: nothing measured is lost from the report', async () => {
    // Many names make many rows, so that the little room is full within a second or two.
    const small = openWorkspace({ maxBytes: 400 * 1024 })
    try {
      const text = plan('{ users: 20, spawnRate: 50, for: 5s }').replace(
        '{ get: /a }',
        '{ get: /a, as: "a {{$int(1,400)}}" }',
      )
      const run = await small.start(text)
      const report = await run.finished
      expect(report.verdict.exitCode).toBe(4)
      expect(report.notices.join(' ')).toContain('not in the history')
      expect(report.totals.requests).toBe(received)
      // The part that is on disk, the progress and the report speak of one run.
      const [part] = small.history.listRuns()
      expect([run.id, report.run.id]).toEqual([part!.id, run.id])
      // It does not pass for a run that goes on.
      expect(part!.status).toBe('interrupted')
    } finally {
      small.close()
    }
  })

  test.each([1, 2])('at the end, when it is written for the %s. time: the report says so, too', async (failsAt) => {
    const { history } = workspace
    let finishes = 0
    const full: typeof history = {
      ...history,
      startRun: (started) => {
        const writer = history.startRun(started)
        return {
          ...writer,
          finish: (finish) => {
            if (++finishes >= failsAt) throw new HistoryError('full', 'There is no room left.')
            writer.finish(finish)
          },
        }
      },
    }
    const run = await workspace.start(plan('{ users: 2, spawnRate: 50, for: 1s }', 'failures < 1%'), { history: full })
    const report = await run.finished
    expect(report.totals.requests).toBe(received)
    expect(report.verdict.exitCode).toBe(4)
    expect(report.notices).toEqual(['From here on this run is not in the history. There is no room left.'])
    expect(report.run.id).toBe(run.id)
  })
})

test('a target that is down: nothing measured, said in words, exit 3', async () => {
  const run = await workspace.start(plan('{ users: 2, spawnRate: 50, for: 1s }').replace(url, 'http://127.0.0.1:9'))
  const report = await run.finished
  expect(report.verdict.exitCode).toBe(3)
  expect(report.verdict.sentence).toContain('connection refused')
})

test('engines that cannot be made ready: nothing runs, a plain sentence', async () => {
  const text = plan('{ users: 2, spawnRate: 50, for: 1s }').replace(
    'users:\n',
    'settings: { tls: { ca: ca.pem } }\nusers:\n',
  )
  writeFileSync(join(workspace.folder, 'ca.pem'), 'not a certificate')
  await expect(workspace.start(text)).rejects.toThrow('ca.pem holds no certificate')
  expect(workspace.history.listRuns()).toEqual([])
  expect(received).toBe(0)
})
