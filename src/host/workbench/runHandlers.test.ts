/** A run as a window or a page makes it: started, watched, steered, stopped, found in the list and deleted, over a real port. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { runsMethods } from '../../contract/methods/runs.ts'
import type { Params } from '../../contract/method.ts'
import type { ToEngine } from '../../contract/engineMessages.ts'
import type { RunTick } from '../../contract/runTick.ts'
import { childProcessEngines } from '../runs/engineProcess.ts'
import { openWorkspace } from '../runs/testing/runTestPlan.ts'
import { openHistory } from '../storage/history.ts'
import { writeRuns } from '../storage/testing/manyRuns.ts'
import { ENGINE_FILE, openTrialWorkbench, planText, type TrialWorkbench } from './testing/trialWorkbench.ts'

const WRITER_FILE = join(import.meta.dirname, '../storage/testing/writerProcess.ts')

let trial: TrialWorkbench
beforeEach(async () => {
  trial = await openTrialWorkbench()
  trial.write('shop/trial.plan.yaml', planText(trial.url))
})
afterEach(async () => {
  await trial.close()
  expect(trial.log).toEqual([])
})

type Wish = Params<(typeof runsMethods)['runs.start']>

async function start(scenario: string, wish: Partial<Wish> = {}): Promise<string> {
  const { run } = await trial.client.call('runs.start', {
    plan: 'shop/trial.plan.yaml',
    scenario,
    build: 'b1',
    ...wish,
  })
  return run
}

interface Watched {
  ticks: RunTick[]
  ended: Promise<Error | null>
  until: (when: (tick: RunTick) => boolean) => Promise<RunTick>
  stop: () => void
}

function watch(run: string, client = trial.client, wish: { withEndpoints?: boolean } = {}): Watched {
  const ticks: RunTick[] = []
  const looking: ((tick: RunTick) => void)[] = []
  let stop = (): void => {}
  const ended = new Promise<Error | null>((resolve) => {
    stop = client.subscribe(
      'run.ticks',
      { run, ...wish },
      {
        value(tick) {
          ticks.push(tick)
          for (const look of looking) look(tick)
        },
        ended: resolve,
      },
    )
  })
  return {
    ticks,
    ended,
    stop,
    until: (when) =>
      new Promise((resolve) => {
        const found = ticks.find(when)
        if (found) resolve(found)
        looking.push((tick) => when(tick) && resolve(tick))
      }),
  }
}

/** Of the list, when the run has ended. */
async function endedRow(run: string): Promise<{ status: string }> {
  return vi.waitFor(
    async () => {
      const { rows } = await trial.client.call('runs.list', { filter: { text: run } })
      expect(rows[0]).toMatchObject({ id: run })
      expect(rows[0]!.status).not.toBe('running')
      return rows[0]!
    },
    { timeout: 10_000, interval: 100 },
  )
}

test('a whole run: started with changes, watched by two, steered, marked, stopped, listed, opened, deleted and brought back', async () => {
  let changes = 0
  trial.client.subscribe('runs.changed', {}, { value: () => changes++ })
  const run = await start('long', { users: '3', spawnRate: '100', runTime: '5m' })
  expect(await trial.client.call('runs.active', {})).toMatchObject([
    { id: run, planName: 'Trial', scenario: 'long', build: 'b1', target: trial.url, plannedMs: 300_000, isOurs: true },
  ])
  expect(trial.host.activeRuns()).toHaveLength(1)

  const first = watch(run)
  const { users, second } = await first.until((tick) => tick.users === 3)
  expect(users).toBe(3)
  expect(second.requests).toBeGreaterThan(0)
  // Who comes later is told the last second at once.
  const later = watch(run.slice(0, 9), trial.connect())
  await later.until(() => true)
  expect(first.ticks).toContainEqual(later.ticks[0])
  // Who shows only the whole is spared the endpoints, and told the same of the rest.
  const brief = watch(run, trial.connect(), { withEndpoints: false })
  const { endpoints, ...whole } = await brief.until(() => true)
  const full = await first.until(({ t }) => t === whole.t)
  expect(endpoints).toEqual([])
  expect(full.endpoints.length).toBeGreaterThan(0)
  expect(whole).toEqual({ ...full, endpoints: undefined })

  const answer = await trial.client.call('runs.steer', { run, action: { type: 'addUsers', users: 2 } })
  expect(answer).toMatchObject({ done: true, what: '2 users added, 5 planned now' })
  await first.until((tick) => tick.users === 5)
  const marked = await trial.client.call('runs.steer', {
    run: 'last',
    action: { type: 'mark', text: 'cache <b>off</b>' },
  })
  expect(marked).toMatchObject({ done: true })
  await later.until((tick) => tick.happened.some(({ text, by }) => text === 'cache <b>off</b>' && by === 'browser'))

  await expect(start('short')).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining(run) as string })
  await expect(trial.client.call('runs.delete', { runs: [run] })).rejects.toMatchObject({ code: 'running' })

  expect(await trial.client.call('runs.steer', { run, action: { type: 'stop' } })).toMatchObject({ done: true })
  expect(await Promise.all([first.ended, later.ended])).toEqual([null, null])
  expect(await trial.client.call('runs.active', {})).toEqual([])
  expect(await endedRow(run)).toMatchObject({
    planName: 'Trial',
    planFile: 'shop/trial.plan.yaml',
    scenario: 'long',
    build: 'b1',
    status: 'stopped',
    peakLoad: { unit: 'users', level: 3 },
  })
  expect(await trial.client.call('runs.steer', { run, action: { type: 'pause' } })).toEqual({
    done: false,
    reason: 'The run has ended.',
  })
  expect(await watch(run).ended).toBeNull()

  const view = await trial.client.call('run.open', { run })
  expect(view.run.steering).toMatchObject([{ by: 'browser', what: '2 users added, 5 planned now' }])
  const { notices } = await trial.client.call('run.findings', { run })
  expect(notices).toContain('3 users instead of 2 (set at the start).')
  expect(notices).toContain('A run time of 5m instead of 10m (set at the start).')

  await trial.client.call('runs.edit', { runs: [run], starred: true, addTags: ['night'], notes: 'kept' })
  expect((await trial.client.call('runs.list', { filter: { tag: 'night', starred: true } })).rows).toMatchObject([
    { notes: 'kept' },
  ])
  const before = changes
  expect(await trial.client.call('runs.delete', { runs: [run] })).toMatchObject({ deleted: [run] })
  expect(await trial.client.call('runs.list', {})).toEqual({ rows: [], total: 0 })
  await expect(trial.client.call('run.open', { run })).rejects.toMatchObject({ code: 'notFound' })
  await trial.client.call('runs.undelete', { runs: [run] })
  expect((await trial.client.call('runs.list', {})).total).toBe(1)
  expect(changes).toBeGreaterThanOrEqual(before + 2)
  expect(await trial.client.call('runs.historyUse', {})).toMatchObject({ runs: 1, retention: { keepDays: null } })
  expect(await trial.client.call('runs.setRetention', { keepDays: 30, keepBytes: null })).toMatchObject({
    retention: { keepDays: 30 },
  })
  await trial.client.call('runs.compact', {})
  expect((await trial.client.call('runs.facets', {})).builds).toEqual(['b1'])
})

test('a run that ends by itself ends its stream, and the next can be started', async () => {
  const run = await start('short')
  const { ended, ticks } = watch(run)
  expect(await ended).toBeNull()
  expect(ticks.length).toBeGreaterThan(0)
  expect(await endedRow(run)).toMatchObject({ status: 'completed' })
  const next = await start('arrivals')
  expect(next).not.toBe(run)
  expect(await watch(next).ended).toBeNull()
})

describe('what is refused when a run is started', () => {
  const refused = async (wish: Partial<Wish>, scenario = 'short'): Promise<{ code: string; message: string }> => {
    try {
      await start(scenario, wish)
    } catch (error) {
      return error as Error & { code: string }
    }
    throw new Error('It was started.')
  }

  test('names the field and the cure', async () => {
    expect(await refused({ users: 'many' })).toMatchObject({
      code: 'invalid',
      message: 'Users is "many"; it must be a whole number from 1 to 1,000,000.',
    })
    expect(await refused({ runTime: '5 minutes' })).toMatchObject({
      message: expect.stringMatching(/^Run time is "5 minutes"; /) as string,
    })
    expect(await refused({ host: 'http://me:hunter2@localhost' })).toMatchObject({
      message: expect.not.stringContaining('hunter2') as string,
    })
    expect(await refused({ users: '5' }, 'arrivals')).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(
        'has a rate of arrivals, not a number of users: Users says nothing about it',
      ) as string,
    })
    expect((await refused({ users: '1000', spawnRate: '1' })).message).toContain(
      'Give a longer Run time, a higher Spawn rate, or fewer Users.',
    )
    expect(await refused({}, 'shrot')).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('Did you mean `short`') as string,
    })
  })

  test('plans with errors, with where they stand', async () => {
    trial.write('broken.plan.yaml', 'name: x\ntarget: nowhere\nwrong: 1\n')
    expect(await refused({ plan: 'broken.plan.yaml' })).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(
        /^broken\.plan\.yaml:1:1 .* broken\.plan\.yaml:2:9 .*more problems are in the plan\.$/,
      ) as string,
    })
    for (const plan of ['../x.plan.yaml', '/etc/passwd', 'missing.plan.yaml', '\0', 'x'.repeat(1000)])
      expect(await refused({ plan })).toMatchObject({ code: 'invalid' })
  })

  test('variables with impossible names, without their value', async () => {
    expect(await refused({ environment: { 'A=B': 'hunter2' } })).toMatchObject({
      code: 'invalid',
      message: expect.not.stringContaining('hunter2') as string,
    })
    trial.write('shop/trial.plan.yaml', planText('${WHERE}'))
    expect((await refused({ environment: JSON.parse('{"__proto__": "x"}') as Record<string, string> })).code).toBe(
      'invalid',
    )
    expect(await refused({})).toMatchObject({ message: expect.stringContaining('WHERE') as string })
    const run = await start('short', { environment: { WHERE: trial.url } })
    await watch(run).ended
    expect(await endedRow(run)).toMatchObject({ target: trial.url })
  })

  test('a second start while the first is not through', async () => {
    const [one, other] = await Promise.allSettled([start('short'), start('short')])
    expect(one.status).toBe('fulfilled')
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'busy' } })
    await watch('last').ended
  })
})

test('a start that is cancelled leaves nothing, and the next one works', async () => {
  const abort = new AbortController()
  const cancelled = trial.client.call(
    'runs.start',
    { plan: 'shop/trial.plan.yaml', scenario: 'long' },
    { signal: abort.signal },
  )
  abort.abort()
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
  // It is busy until the one that was called off is gone.
  const run = await vi.waitFor(() => start('short'), { timeout: 10_000, interval: 50 })
  await watch(run).ended
  expect((await trial.client.call('runs.list', {})).total).toBe(1)
})

test('a start that is cancelled while the engines of the run are made ready is called off, too', async () => {
  const abort = new AbortController()
  const spawnEngine = childProcessEngines(ENGINE_FILE)
  const engines: Promise<void>[] = []
  const slow = await openTrialWorkbench({
    spawnEngine: () => {
      const engine = spawnEngine()
      const { channel } = engine
      engines.push(new Promise((resolve) => engine.onExit(() => resolve())))
      const post = (message: unknown): void => {
        // The last that is said before it runs.
        if ((message as ToEngine).type === 'prepare') abort.abort()
        channel.post(message)
      }
      return { ...engine, channel: { ...channel, post } }
    },
  })
  slow.write('trial.plan.yaml', planText(slow.url))
  const wish = { plan: 'trial.plan.yaml', scenario: 'long' }
  await expect(slow.client.call('runs.start', wish, { signal: abort.signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
  await Promise.all(engines)
  expect(await slow.client.call('runs.active', {})).toEqual([])
  expect((await slow.client.call('runs.list', {})).total).toBe(0)
  await slow.close()
  expect(slow.log).toEqual([])
})

test('what the preflight finds is written into the run', async () => {
  const run = await start('short', { host: 'http://127.0.0.1:9' })
  await watch(run).ended
  await endedRow(run)
  const { notices } = await trial.client.call('run.findings', { run })
  expect(notices).toContain(`Target http://127.0.0.1:9 instead of ${trial.url} (set at the start).`)
  expect(notices.join(' ')).toMatch(/iteration of Visitor|Visitor/)
})

test('a run of another process is listed, and steered only there', async () => {
  const history = openHistory(`${trial.folder}/.loadwright/history.db`)
  const elsewhere = openWorkspace()
  const other = await elsewhere.start(planText(trial.url), { history, scenario: 1 })
  const active = await vi.waitFor(async () => {
    const runs = await trial.client.call('runs.active', {})
    expect(runs).toHaveLength(1)
    return runs
  })
  expect(active).toMatchObject([{ id: other.id, scenario: 'long', isOurs: false, plannedMs: 600_000 }])
  expect(await trial.client.call('runs.steer', { run: other.id, action: { type: 'stop' } })).toEqual({
    done: false,
    reason: 'The run goes on in another process: steer it there.',
  })
  expect(await watch(other.id).ended).toBeNull()
  // Whoever listens is told when it ends.
  const told = new Promise<void>((resolve) => trial.client.subscribe('runs.changed', {}, { value: () => resolve() }))
  await trial.client.call('runs.active', {})
  other.stop('user')
  other.stop('user')
  await other.finished
  await told
  expect(await trial.client.call('runs.active', {})).toEqual([])
  elsewhere.close()
  history.close()
})

test('a run whose process is killed is told to be over, though nobody said so', async () => {
  // It says that it has begun, and waits.
  const child = spawn(process.execPath, [WRITER_FILE, join(trial.folder, '.loadwright', 'history.db'), '1'])
  await once(child.stdout, 'data')
  expect(await trial.client.call('runs.active', {})).toMatchObject([{ isOurs: false }])
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await trial.client.call('runs.active', {})).toEqual([])
  expect((await trial.client.call('runs.list', {})).rows).toMatchObject([{ status: 'interrupted' }])
})

test('runs that do not exist are told in words', async () => {
  for (const run of ['nothing', '__proto__', '<img src=x onerror=alert(1)>', "' OR 1=1 --", 'last~9'])
    await expect(trial.client.call('runs.steer', { run, action: { type: 'stop' } })).rejects.toMatchObject({
      code: 'notFound',
    })
  expect(await watch('nothing').ended).toMatchObject({ code: 'notFound' })
})

describe('closing', () => {
  test('stops a run gracefully, and writes it', async () => {
    const run = await start('long')
    const { until, ended } = watch(run)
    await until(() => true)
    await trial.host.close({ stopRuns: 'graceful' })
    expect(await ended).toBeNull()
    // Pages are still there for a moment, and ask on.
    await expect(trial.client.call('runs.list', {})).rejects.toMatchObject({ code: 'closed' })
    await expect(trial.client.call('run.open', { run })).rejects.toMatchObject({ code: 'closed' })
    expect(await watch(run).ended).toMatchObject({ code: 'closed' })
    const history = openHistory(`${trial.folder}/.loadwright/history.db`, { readOnly: true })
    expect(history.findRun(run).run().status).toBe('stopped')
    history.close()
  })

  test('is shortened by a second word', async () => {
    trial.write(
      'shop/trial.plan.yaml',
      planText(trial.url).replace('wait: 20ms', 'wait: 5m').replace('gracefulStop: 1s', 'gracefulStop: 5m'),
    )
    const run = await start('long')
    await watch(run).until(() => true)
    const graceful = trial.host.close({ stopRuns: 'graceful' })
    await trial.host.close({ stopRuns: 'now' })
    await graceful
    expect(trial.host.activeRuns()).toEqual([])
  })

  test('calls off what is being started', async () => {
    const starting = start('long')
    const refused = expect(starting).rejects.toMatchObject({ code: 'cancelled' })
    await trial.client.call('app.info', {})
    await trial.host.close({ stopRuns: 'graceful' })
    await refused
    expect(trial.host.activeRuns()).toEqual([])
  })
})

test('an engine that cannot be started is told without a trace of ours, and logged', async () => {
  const file = trial.write('ends.mjs', 'process.exit(3)')
  const broken = await openTrialWorkbench({ spawnEngine: childProcessEngines(file) })
  broken.write('trial.plan.yaml', planText(broken.url))
  await expect(broken.client.call('runs.start', { plan: 'trial.plan.yaml', scenario: 'short' })).rejects.toMatchObject({
    code: 'notStarted',
    message: expect.not.stringContaining('\n') as string,
  })
  expect(broken.log.length).toBeGreaterThan(0)
  // What failed is over: it may be tried again.
  await expect(broken.client.call('runs.start', { plan: 'trial.plan.yaml', scenario: 'short' })).rejects.toMatchObject({
    code: 'notStarted',
  })
  await broken.close()
})

test('where one may only look, nothing is started or changed', async () => {
  const looking = await openTrialWorkbench({ capabilities: { write: false } })
  looking.write('trial.plan.yaml', planText(looking.url))
  expect((await looking.client.call('app.info', {})).capabilities.write).toBe(false)
  expect(await looking.client.call('plans.list', {})).toHaveLength(1)
  await expect(looking.client.call('runs.start', { plan: 'trial.plan.yaml', scenario: 'short' })).rejects.toMatchObject(
    { code: 'readOnly' },
  )
  await expect(looking.client.call('plans.check', { file: 'trial.plan.yaml' })).rejects.toMatchObject({
    code: 'readOnly',
  })
  await expect(looking.client.call('runs.delete', { runs: ['last'] })).rejects.toMatchObject({ code: 'readOnly' })
  await looking.close()
})

test('where one may only look, nothing goes either that retention does not keep', async () => {
  const DAY_MS = 24 * 3600 * 1000
  const file = join(trial.folder, 'other', 'history.db')
  const at = (ageDays: number) => ({
    run: { startedAtMs: Date.now() - ageDays * DAY_MS },
    finish: { endedAtMs: Date.now() - ageDays * DAY_MS },
  })
  writeRuns(file, [at(100), at(1)])
  const raw = new SqliteDatabase(file)
  raw.exec('INSERT INTO retention VALUES (1, 30, NULL)')
  raw.close()
  const looking = await openTrialWorkbench({
    historyFile: file,
    capabilities: { write: false },
  })
  expect((await looking.client.call('runs.historyUse', {})).runs).toBe(2)
  await looking.close()
  const history = openHistory(file, { readOnly: true })
  expect(history.listRuns()).toHaveLength(2)
  history.close()
})

test('what is still being done to the history when it is closed is refused, and is no fault', async () => {
  const { handlers } = trial.host
  const { signal } = new AbortController()
  const kept = handlers.methods['runs.setRetention']({ keepDays: 30, keepBytes: null }, { signal })
  const refused = expect(kept).rejects.toMatchObject({ code: 'refused' })
  await trial.host.close({ stopRuns: 'now' })
  await refused
})
