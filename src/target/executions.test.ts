import { afterEach, expect, test, vi } from 'vitest'
import type { TargetOptions } from './options.ts'
import { startTarget } from './server.ts'
import { inParallel, openClient, openLive } from './testing/client.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function start(options: TargetOptions) {
  const target = await startTarget({ port: 0, pool: 2, history: 0, users: 10, ...options })
  const client = openClient(target.url)
  closers.push(
    () => target.close(),
    () => client.close(),
  )
  return { target, client, token: await client.logIn('user1') }
}

test('an execution is queued, runs and completes; its owner is told of each, others are not', async () => {
  const { target, client, token } = await start({ executionTime: ['20ms..60ms'] })
  const workflow = await client.createWorkflow(token)
  const unrelated = await client.createWorkflow(token)
  const open = async (as: string) => {
    const live = await openLive(target.url, `?token=${as}`)
    closers.push(() => live.socket.terminate())
    return live
  }
  const [all, one, none, other] = await Promise.all([
    open(token),
    open(token),
    open(token),
    open(await client.logIn('user2')),
  ])
  all.send({ type: 'subscribe', channel: 'executions' })
  one.send({ type: 'subscribe', channel: `workflow:${workflow}`, id: 5 })
  none.send({ type: 'subscribe', channel: `workflow:${unrelated}` })
  other.send({ type: 'subscribe', channel: 'executions' })
  await Promise.all([all, one, none, other].map((live) => live.until((messages) => messages.length === 1)))
  expect(one.messages[0]).toEqual({ type: 'subscribed', channel: `workflow:${workflow}`, id: 5 })

  const started = await client.ask('POST', `/api/workflows/${workflow}/execute`, { token })
  expect([started.status, started.body]).toEqual([
    202,
    { id: expect.any(String) as string, workflowId: workflow, status: 'queued' },
  ])
  const { id } = started.body
  for (const live of [all, one]) {
    await live.until((messages) => messages.length === 4)
    expect(live.messages.slice(1)).toEqual(
      ['queued', 'running', 'completed'].map((status) => ({ type: 'execution', id, workflowId: workflow, status })),
    )
  }
  const read = await client.ask('GET', String(started.headers['location']), { token })
  expect(read.body).toMatchObject({ id, workflowId: workflow, runner: 'browser', status: 'completed', error: null })
  expect(read.body['durationMs']).toBeGreaterThanOrEqual(19)

  for (const live of [none, other]) {
    live.send({ type: 'ping', id: 'last' })
    await live.until((messages) => messages.some((message) => message['type'] === 'pong'))
    expect(live.messages.filter((message) => message['type'] === 'execution')).toEqual([])
  }
})

test('a socket answers every kind of message, also to what is none', async () => {
  const { target, client, token } = await start({})
  const foreign = await client.createWorkflow(await client.logIn('user2'))
  const live = await openLive(target.url, `?token=${token}`)
  closers.push(() => live.socket.terminate())
  const cases: [unknown, Record<string, unknown>][] = [
    [
      { type: 'ping', id: 7 },
      { type: 'pong', id: 7 },
    ],
    ['not json', { type: 'error', error: 'bad_message' }],
    ['[]', { type: 'error', error: 'bad_message' }],
    ['null', { type: 'error', error: 'bad_message' }],
    [{ type: 'constructor' }, { type: 'error', error: 'unknown_type' }],
    [
      { type: 'subscribe', channel: 'weather' },
      { type: 'error', error: 'unknown_channel' },
    ],
    [{ type: 'subscribe' }, { type: 'error', error: 'unknown_channel' }],
    [
      { type: 'subscribe', channel: 'workflow:none' },
      { type: 'error', error: 'not_found' },
    ],
    [
      { type: 'subscribe', channel: `workflow:${foreign}` },
      { type: 'error', error: 'forbidden' },
    ],
    [
      { type: 'unsubscribe', channel: 'executions' },
      { type: 'unsubscribed', channel: 'executions' },
    ],
  ]
  for (const [index, [message, answer]] of cases.entries()) {
    live.send(message)
    await live.until((messages) => messages.length === index + 1)
    expect(live.messages[index]).toMatchObject(answer)
  }
  const closed = new Promise((resolve) => live.socket.once('close', resolve))
  live.send('x'.repeat(70_000))
  expect(await closed).toBe(1009)
  expect(target.counts().webSockets).toMatchObject({ accepted: 1, messagesReceived: 10, messagesSent: 10 })
})

test('1,000 executions run at once; more wait, and yet more are refused until one is cancelled', async () => {
  const { target, client, token } = await start({ executions: 1000, queue: 5, executionTime: ['10m'] })
  const workflow = await client.createWorkflow(token)
  const submit = () => client.ask('POST', `/api/workflows/${workflow}/execute`, { token })
  const answers = await inParallel(1010, 40, submit)
  const accepted = answers.filter((answer) => answer.status === 202)
  const refused = answers.filter((answer) => answer.status !== 202)
  expect([accepted.length, refused.length]).toEqual([1005, 5])
  for (const answer of refused) {
    expect([answer.status, answer.body['error'], answer.headers['retry-after']]).toEqual([503, 'queue_full', '1'])
  }
  const metrics = async () => (await client.ask('GET', '/api/metrics', { token })).body
  expect(await metrics()).toMatchObject({ executions: { running: 1000, queued: 5 }, queue: { depth: 5, capacity: 5 } })
  const exposition = (await client.ask('GET', '/metrics')).text
  expect(exposition).toMatch(/^platform_executions_running 1000$/m)
  expect(exposition).toMatch(/^platform_queue_depth 5$/m)

  const listed = await client.ask('GET', '/api/executions?status=running&limit=1', { token })
  expect(listed.body['total']).toBe(1000)
  const [running] = listed.body['items'] as { id: string }[]
  const cancelled = await client.ask('POST', `/api/executions/${running?.id}/cancel`, { token })
  expect(cancelled.body).toMatchObject({ status: 'cancelled' })
  expect((await client.ask('POST', `/api/executions/${running?.id}/cancel`, { token })).status).toBe(409)
  expect(await metrics()).toMatchObject({ executions: { running: 1000, queued: 4, cancelled: 1 } })
  expect((await submit()).status).toBe(202)
  expect((await submit()).status).toBe(503)

  const counted = await client.ask('GET', `/api/workflows/${workflow}/runs-count`, { token })
  expect(counted.body).toMatchObject({ runs: 1006, running: 1000, queued: 5, cancelled: 1, completed: 0, failed: 0 })
  expect(target.counts().routes['POST /api/workflows/:id/execute']?.statuses).toEqual({ 202: 1006, 503: 6 })
})

test('many short executions all end, each is told of once, and the totals add up while they run', async () => {
  const { target, client, token } = await start({ executions: 20, executionTime: ['1ms..15ms'], failExecutions: '30%' })
  const workflows = await Promise.all(Array.from({ length: 5 }, () => client.createWorkflow(token)))
  const live = await openLive(target.url, `?token=${token}`)
  closers.push(() => live.socket.terminate())
  live.send({ type: 'subscribe', channel: 'executions' })
  await live.until((messages) => messages.length === 1)
  const ended = (messages: readonly Record<string, unknown>[]) =>
    messages.filter((message) => message['status'] === 'completed' || message['status'] === 'failed')
  const sum = (body: Record<string, unknown>) =>
    ['queued', 'running', 'completed', 'failed', 'cancelled'].reduce((total, status) => total + Number(body[status]), 0)

  await inParallel(300, 16, async (index) => {
    const path = `/api/workflows/${workflows[index % 5]}`
    expect((await client.ask('POST', `${path}/execute`, { token })).status).toBe(202)
    if (index % 10 !== 0) return
    const totals = (await client.ask('GET', '/api/executions/totals', { token })).body
    expect(sum(totals)).toBe(totals['submitted'])
    const counted = (await client.ask('GET', `${path}/runs-count`, { token })).body
    expect(sum(counted)).toBe(counted['runs'])
  })
  await live.until((messages) => ended(messages).length === 300)
  expect(new Set(ended(live.messages).map((message) => message['id'])).size).toBe(300)
  const failed = ended(live.messages).filter((message) => message['status'] === 'failed').length
  const totals = (await client.ask('GET', '/api/executions/totals', { token })).body
  expect(totals).toEqual({ submitted: 300, queued: 0, running: 0, completed: 300 - failed, failed, cancelled: 0 })
  // 300 draws at 30 %: 90 on average, six standard deviations wide.
  expect(Math.abs(failed - 90)).toBeLessThan(48)
  const listed = await client.ask('GET', '/api/executions?status=failed', { token })
  expect(listed.body['total']).toBe(failed)
  const usage = await client.ask('GET', '/api/reports/usage', { token })
  expect(usage.body).toMatchObject({
    byRunner: [{ runner: 'browser', executions: 300, failed }],
    own: { executions: 300 },
  })
})

test('executing or reading what is not there is 404, and takes no place', async () => {
  const { client, token } = await start({ executions: 1, queue: 0, executionTime: ['10m'] })
  for (let times = 0; times < 3; times++) {
    expect((await client.ask('POST', '/api/workflows/none/execute', { token })).status).toBe(404)
  }
  expect((await client.ask('GET', '/api/executions/none', { token })).status).toBe(404)
  expect((await client.ask('POST', '/api/executions/none/cancel', { token })).status).toBe(404)
  const workflow = await client.createWorkflow(token)
  const first = await client.ask('POST', `/api/workflows/${workflow}/execute`, { token })
  expect(first.status).toBe(202)
  expect((await client.ask('POST', `/api/workflows/${workflow}/execute`, { token })).status).toBe(503)
  // Its workflow may go while it runs.
  expect((await client.ask('DELETE', `/api/workflows/${workflow}`, { token })).status).toBe(204)
  const read = await client.ask('GET', `/api/executions/${String(first.body['id'])}`, { token })
  expect(read.body).toMatchObject({ status: 'running', finishedAt: null, durationMs: null })
})

test('an event stream ticks as often as it is asked to, between the news of executions', async () => {
  const { target, client, token } = await start({ executionTime: ['5ms'] })
  const read = await client.ask('GET', '/api/events?every=10&count=4', { token })
  const data = [...read.text.matchAll(/^event: tick\ndata: (.*)$/gm)].map(
    (match) => JSON.parse(match[1] ?? '') as { n: number; sentAtUnixMs: number },
  )
  expect(data.map(({ n }) => n)).toEqual([1, 2, 3, 4])
  expect(data.map(({ sentAtUnixMs }) => sentAtUnixMs)).toEqual(
    data.map(({ sentAtUnixMs }) => sentAtUnixMs).toSorted((a, b) => a - b),
  )
  const workflow = await client.createWorkflow(token)
  const stream = client.ask('GET', '/api/events?every=1&seconds=1', { token })
  await vi.waitFor(() => expect(target.counts().routes['GET /api/events']?.received).toBe(2))
  await client.ask('POST', `/api/workflows/${workflow}/execute`, { token })
  const { text } = await stream
  expect(text).toContain('"status":"completed"')
  expect([...text.matchAll(/^id: (\d+)$/gm)].map((match, at) => Number(match[1]) - at)).toEqual(
    Array([...text.matchAll(/^id: /gm)].length).fill(1),
  )
  for (const every of ['0', '-1', 'x', '100000', '1.5'])
    expect((await client.ask('GET', `/api/events?every=${every}`, { token })).status).toBe(400)
})

test('an event stream tells the same and ends after the events that were asked for', async () => {
  const { target, client, token } = await start({ executionTime: ['5ms'] })
  const workflow = await client.createWorkflow(token)
  const stream = client.ask('GET', '/api/events?count=3', { token })
  await vi.waitFor(() => expect(target.counts().routes['GET /api/events']?.received).toBe(1))
  await client.ask('POST', `/api/workflows/${workflow}/execute`, { token })
  const read = await stream
  expect(read.headers['content-type']).toContain('text/event-stream')
  const events = [...read.text.matchAll(/^data: (.*)$/gm)].map(
    (match) => JSON.parse(match[1] ?? '') as { status: string },
  )
  expect(events.map((event) => event.status)).toEqual(['queued', 'running', 'completed'])
  expect(target.counts().routes['GET /api/events']).toMatchObject({ finished: 1, aborted: 0 })
  expect((await client.ask('GET', '/api/events?count=x', { token })).status).toBe(400)
  const timed = client.ask('GET', '/api/events?seconds=1', { token })
  await inParallel(200, 4, () => client.ask('POST', `/api/workflows/${workflow}/execute`, { token }))
  expect((await timed).text).toContain('"status":"completed"')
})
