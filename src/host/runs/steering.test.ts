/** Steering whole runs: real engines, a real history, and a report that says what was done. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunTick } from '../../contract/runTick.ts'
import type { SteeringAction, SteeringAnswer } from '../../contract/steering.ts'
import { openHistory } from '../storage/history.ts'
import { previousOf, reportOfRun } from './runReport.ts'
import type { RunHandle } from './startRun.ts'
import { openWorkspace, type TestWorkspace } from './testing/runTestPlan.ts'

let server: Server
let url: string
let received = 0
let hangs = false
let workspace: TestWorkspace

beforeEach(async () => {
  received = 0
  hangs = false
  server = createServer((_request, response) => {
    received++
    if (!hangs) response.end('{}')
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

function plan(load: string, criteria = '"failures < 1%"'): string {
  return `
name: steered
target: ${url}
secrets: { key: hunter2, longer: hunter2-and-more }
users:
  U: { wait: 20ms, tasks: [ { name: t, steps: [ { get: /a } ] } ] }
scenarios:
  s: { load: ${load}, gracefulStop: 2s, criteria: [ ${criteria} ] }
`
}

function tickWhen(run: RunHandle, when: (tick: RunTick) => boolean): Promise<RunTick> {
  return new Promise((resolve) => run.onTick((tick) => when(tick) && resolve(tick)))
}

function reasonOf(answer: SteeringAnswer): string {
  return answer.done ? `done: ${answer.what}` : answer.reason
}

/** What a verdict says when less ran than was planned; on a busy machine it may be in doubt for other reasons. */
const SHORTFALL = /ran where .* were planned/

const add = (users: number): SteeringAction => ({ type: 'addUsers', users })
const mark = (text: string): SteeringAction => ({ type: 'mark', text })

test('users of two engines follow, the report and the trend say so, and the report can be made again to the letter', async () => {
  const run = await workspace.start(plan('{ users: 4, spawnRate: 1000, for: 6s }'), { processes: 2 })
  const ticks: RunTick[] = []
  run.onTick((tick) => ticks.push(tick))
  await tickWhen(run, ({ t }) => t === 0)
  const added = run.steer(add(5), 'terminal')
  expect(added).toMatchObject({ done: true, what: '5 users added, 9 planned now' })
  expect((await tickWhen(run, ({ users }) => users === 9)).planned).toEqual({ unit: 'users', level: 9 })
  expect(reasonOf(run.steer({ type: 'setUsers', users: 2, perS: null }, 'browser'))).toBe('done: 2 users from here on')
  await tickWhen(run, ({ users }) => users === 2)
  const report = await run.finished
  expect(report.run.steering.map(({ by, what }) => `${by}: ${what}`)).toEqual([
    'terminal: 5 users added, 9 planned now',
    'browser: 2 users from here on',
  ])
  expect(report.run.steering[0]!.atMs).toBe(added.done && added.atMs)
  expect(report.run.settings).toBe('4 users, 1000 started per second, for 6s')
  expect(report.totals.requests).toBe(received)
  expect(report.notices).toContainEqual(expect.stringContaining('The load was changed 2 times while the run went on'))
  expect(ticks.flatMap(({ happened }) => happened.map(({ kind, by }) => `${kind} by ${by}`))).toEqual([
    'steering by terminal',
    'steering by browser',
  ])
  expect(reportOfRun(workspace.history, workspace.history.findRun('last'))).toEqual(report)
  const [listed] = workspace.history.listRuns()
  expect(previousOf(workspace.history, listed!).steered).toBe(true)
})

test('arrivals that a pause left out are neither dropped nor held against the run', async () => {
  const run = await workspace.start(plan('{ arrivals: 100/s, for: 7s, maxUsers: 100 }'), { processes: 2 })
  await tickWhen(run, ({ t }) => t === 0)
  const paused = run.steer({ type: 'pause' }, 'terminal')
  await tickWhen(run, ({ phase, inFlight }) => phase === 'paused' && inFlight === 0)
  const resumed = run.steer({ type: 'resume' }, 'terminal')
  if (!paused.done || !resumed.done) throw new Error('It was refused')
  const report = await run.finished
  // Due at k × 10 ms before the pause, and as many fewer as fit into it.
  const leftOut = (resumed.atMs! - paused.atMs!) / 10
  expect(Math.abs(report.iterations.started - (700 - leftOut))).toBeLessThanOrEqual(1)
  expect(report.iterations.started).toBe(received)
  expect(report.iterations.dropped).toBe(0)
  expect(report.verdict.sentence).not.toMatch(SHORTFALL)
  expect(report.run.steering.map(({ what }) => what)).toEqual([
    'arrivals paused',
    'arrivals resumed, 100 per second planned now',
  ])
})

test('a run of users that is paused goes on until its end, and comes back', async () => {
  const run = await workspace.start(plan('{ users: 6, spawnRate: 1000, for: 6s }'), { processes: 2 })
  await tickWhen(run, ({ t }) => t === 0)
  run.steer({ type: 'pause' }, 'terminal')
  const tick = await tickWhen(run, ({ users }) => users === 0)
  expect([tick.phase, tick.planned.level]).toEqual(['paused', 0])
  run.steer(add(2), 'terminal')
  run.steer({ type: 'resume' }, 'terminal')
  await tickWhen(run, ({ users }) => users === 8)
  const report = await run.finished
  expect(report.run.status).toBe('completed')
  expect(report.totals.requests).toBe(received)
})

test('marks are kept without secrets, by time, and shown to watchers', async () => {
  const run = await workspace.start(plan('{ users: 1, spawnRate: 1, for: 2s }'))
  const seen: string[] = []
  run.onTick(({ happened }) => seen.push(...happened.map(({ kind, text }) => `${kind} ${text}`)))
  run.steer(mark('before anything'), 'terminal')
  await tickWhen(run, ({ t }) => t === 0)
  expect(run.steer(mark('deploy with hunter2 and hunter2-and-more | <b>\u001b[31m'), 'stdin').done).toBe(true)
  const report = await run.finished
  expect(report.annotations.map(({ by, text }) => [by, text])).toEqual([
    ['terminal', 'before anything'],
    ['stdin', 'deploy with ••• and ••• | <b>\u001b[31m'],
  ])
  expect(report.annotations[0]!.atMs).toBeLessThan(1000)
  expect(report.annotations[1]!.atMs).toBeGreaterThanOrEqual(1000)
  expect(seen).toEqual(['mark before anything', 'mark deploy with ••• and ••• | <b>\u001b[31m'])
  // A mark changes nothing of the load.
  expect([report.run.steering, report.notices]).toEqual([[], []])
  expect(reasonOf(run.steer(mark('too late'), 'terminal'))).toBe('The run has ended.')
})

describe('refused with a reason', () => {
  test('while it stops, but for marks; and once it has ended', async () => {
    hangs = true
    const run = await workspace.start(plan('{ users: 2, spawnRate: 1000, for: 60s }'))
    await tickWhen(run, ({ inFlight }) => inFlight === 2)
    expect(reasonOf(run.steer({ type: 'resume' }, 'terminal'))).toBe('It is not paused.')
    expect(reasonOf(run.steer(add(1_000_000), 'terminal'))).toMatch(
      /^1,000,002 users are too many for a run that was planned/,
    )
    expect(run.steer({ type: 'stop' }, 'window').done).toBe(true)
    expect(reasonOf(run.steer(add(1), 'terminal'))).toBe('The run is being stopped: nothing new starts any more.')
    expect(reasonOf(run.steer({ type: 'stop' }, 'window'))).toBe('The run is being stopped already.')
    expect(run.steer(mark('while it stops'), 'window').done).toBe(true)
    expect(run.steer({ type: 'stopNow' }, 'window').done).toBe(true)
    expect(reasonOf(run.steer({ type: 'stopNow' }, 'window'))).toBe('The run is being stopped already.')
    const report = await run.finished
    expect(report.run.status).toBe('stopped')
    expect(report.iterations.interrupted).toBe(2)
    expect(report.annotations.map(({ text }) => text)).toEqual(['while it stops'])
    expect(reasonOf(run.steer(add(1), 'terminal'))).toBe('The run has ended.')
  })

  test('when the planned load is over', async () => {
    hangs = true
    const run = await workspace.start(plan('{ users: 1, spawnRate: 1, for: 1s }'))
    await tickWhen(run, ({ phase }) => phase === 'stopping')
    expect(reasonOf(run.steer(add(1), 'terminal'))).toBe('The load of this run is over.')
    run.steer({ type: 'stopNow' }, 'terminal')
    await run.finished
  })
})

test.each<SteeringAction>([{ type: 'stop' }, { type: 'stopNow' }])(
  'a paused run can be stopped: $type',
  async (action) => {
    const run = await workspace.start(plan('{ arrivals: 50/s, for: 60s, maxUsers: 50 }'))
    await tickWhen(run, ({ t }) => t === 0)
    run.steer({ type: 'pause' }, 'window')
    await tickWhen(run, ({ phase }) => phase === 'paused')
    run.steer(action, 'window')
    const report = await run.finished
    expect(report.run.status).toBe('stopped')
    expect(report.totals.requests).toBe(received)
  },
)

test('an engine that was lost: the other one follows, and the run says what is missing', async () => {
  const run = await workspace.start(plan('{ users: 4, spawnRate: 1000, for: 4s }'), { processes: 2 })
  await tickWhen(run, ({ t }) => t === 0)
  workspace.engines[0]!.kill()
  await tickWhen(run, ({ users }) => users === 2)
  expect(run.steer(add(4), 'terminal').done).toBe(true)
  await tickWhen(run, ({ users }) => users === 4)
  const report = await run.finished
  expect(report.notices.join(' ')).toContain(
    'Engine 1 of 2 had ended before the load was changed (4 users added, 8 planned now): that share of the change is missing.',
  )
  expect(report.run.status).toBe('interrupted')
})

test('an achieved load is held against the steered plan, not the first one', async () => {
  const run = await workspace.start(plan('{ users: 10, spawnRate: 1000, for: 8s }'))
  run.steer({ type: 'setUsers', users: 2, perS: null }, 'terminal')
  const report = await run.finished
  expect(report.timeline.users.slice(1, 7)).toEqual([2, 2, 2, 2, 2, 2])
  expect(report.verdict.sentence).not.toMatch(SHORTFALL)
})

describe('the history', () => {
  test('of a run whose host died knows how it was steered and marked', async () => {
    const run = await workspace.start(plan('{ users: 10, spawnRate: 1000, for: 8s }'))
    run.steer({ type: 'setUsers', users: 2, perS: null }, 'terminal')
    run.steer(mark('here'), 'terminal')
    await run.finished
    const reader = workspace.history.findRun('last')
    const orphan: typeof reader = { ...reader, run: () => ({ ...reader.run(), status: 'interrupted', outcome: null }) }
    const report = reportOfRun(workspace.history, orphan)
    expect(report.run.steering).toHaveLength(1)
    expect(report.annotations).toHaveLength(1)
  })

  test('that fails in mid-run: what was done before is in the report all the same', async () => {
    const small = openWorkspace({ maxBytes: 400 * 1024 })
    try {
      const text = plan('{ users: 20, spawnRate: 1000, for: 5s }').replace(
        '{ get: /a }',
        '{ get: /a, as: "a {{$int(1,400)}}" }',
      )
      const run = await small.start(text)
      run.steer(mark('early'), 'terminal')
      run.steer(add(1), 'terminal')
      const report = await run.finished
      expect(report.notices.join(' ')).toContain('not in the history')
      expect(report.annotations.map(({ text: marked }) => marked)).toEqual(['early'])
      expect(report.run.steering.map(({ what }) => what)).toHaveLength(1)
      expect(report.totals.requests).toBe(received)
    } finally {
      small.close()
    }
  })

  test('deletes what belongs to a run with it', async () => {
    const run = await workspace.start(plan('{ users: 1, spawnRate: 1, for: 1s }'))
    run.steer(mark('gone soon'), 'terminal')
    run.steer(add(1), 'terminal')
    await run.finished
    workspace.history.deleteRun(run.id)
    expect(workspace.history.listRuns()).toEqual([])
  })
})

test('the most that can be steered is bounded', async () => {
  const run = await workspace.start(plan('{ users: 1, spawnRate: 1, for: 60s }'))
  let answer: SteeringAnswer = { done: true, atMs: 0, what: '' }
  let done = 0
  for (let i = 0; i < 1500 && answer.done; i++) {
    answer = run.steer(add(i % 2 === 0 ? 1 : -1), 'stdin')
    if (answer.done) done++
  }
  expect([done, reasonOf(answer)]).toEqual([1000, 'A run can be steered 1000 times, and this one was.'])
  run.stop('user')
  run.stop('user')
  const report = await run.finished
  expect(report.run.steering).toHaveLength(1000)
  expect(openHistory(workspace.history.file, { readOnly: true }).findRun('last').steering()).toHaveLength(1000)
})
