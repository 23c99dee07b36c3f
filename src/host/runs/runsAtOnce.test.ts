import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMemoryHistory, type History } from '../storage/history.ts'
import type { NewRun } from '../storage/newRun.ts'
import { COMPLETED, newRun } from '../storage/testing/syntheticSeconds.ts'
import { otherRunsNow, runsAtTheSameTime } from './runsAtOnce.ts'
import { openWorkspace, type TestWorkspace } from './testing/runTestPlan.ts'

describe('in a history', () => {
  let history: History
  beforeEach(() => {
    history = openMemoryHistory()
  })
  afterEach(() => history.close())

  /** @param untilMs null: it goes on */
  function put(fromMs: number, untilMs: number | null, run: Partial<NewRun> = {}): string {
    const writer = history.startRun(newRun({ startedAtMs: fromMs, ...run }))
    if (untilMs !== null) writer.finish({ ...COMPLETED, endedAtMs: untilMs })
    return writer.id
  }
  const at = 1_000_000_000
  const beside = (): string[] => runsAtTheSameTime(history, { id: own, startedAtMs: at, endedAtMs: at + 60_000 })
  let own: string
  beforeEach(() => {
    own = put(at, at + 60_000)
  })

  test('a run that was alone has nothing to say, nor has one that begins as another ends', () => {
    put(at - 60_000, at)
    put(at + 60_000, at + 120_000)
    expect(beside()).toEqual([])
    expect(otherRunsNow(history)).toEqual([])
  })

  test('of others it is said from when to when, and which', () => {
    const before = put(at - 5000, at + 2000, { planName: '<img src=x onerror=alert(1)>\u202e', scenario: '__proto__' })
    const within = put(at + 10_000, at + 20_000)
    const after = put(at + 30_000, null)
    const said = beside()
    expect(said).toHaveLength(3)
    expect(said[0]).toContain('from the start to 2.00 s of this one')
    expect(said[0]).toContain(`\`__proto__\` (${before})`)
    expect(said[0]).not.toContain('\u202e')
    expect(said[1]).toMatch(new RegExp(`from 10\\.0 s to 20\\.0 s of this one: .*${within}`))
    expect(said[2]).toMatch(new RegExp(`from 30\\.0 s to the end of this one: .*${after}`))
    expect(otherRunsNow(history)).toEqual([expect.stringContaining(after)])
  })

  test('of many the first are named', () => {
    for (let i = 0; i < 4; i++) put(at + i, null)
    expect(beside()[3]).toBe('1 more run was going on at the same time.')
    put(at + 4, null)
    expect(beside()).toHaveLength(4)
    expect(beside()[3]).toBe('2 more runs were going on at the same time.')
    expect(otherRunsNow(history)[0]).toMatch(/^5 other runs go on in this history: .*; and 2 more\./)
  })
})

describe('two runs at once', () => {
  let server: Server
  let workspace: TestWorkspace
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    workspace = openWorkspace()
  })
  afterEach(async () => {
    workspace.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('are both told, and one that follows is not', async () => {
    const plan = `
name: At once
target: http://127.0.0.1:${(server.address() as AddressInfo).port}
users: { U: { wait: 50ms, tasks: [ { name: t, steps: [ { get: / } ] } ] } }
scenarios: { s: { load: { users: 1, for: 10m }, gracefulStop: 1s } }
`
    const first = await workspace.start(plan)
    const ticked = new Promise<void>((resolve) => first.onTick(() => resolve()))
    const second = await workspace.start(plan)
    await ticked
    second.stop('user')
    const ofSecond = await second.finished
    first.stop('user')
    const ofFirst = await first.finished
    expect(ofSecond.notices).toEqual([
      expect.stringMatching(new RegExp(`from the start to the end of this one: .*${first.id}`)),
    ])
    expect(ofFirst.notices).toEqual([expect.stringContaining(second.id)])
    // The report that is made years later says the same.
    expect(workspace.history.findRun(first.id).run().outcome).toMatchObject({ notices: ofFirst.notices })

    const third = await workspace.start(plan)
    third.stop('user')
    expect((await third.finished).notices.join()).not.toContain('Another run')
  })
})
