import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Target } from './server.ts'
import { startTarget } from './server.ts'
import type { Client } from './testing/client.ts'
import { inParallel, openClient, WORKFLOW } from './testing/client.ts'

let target: Target
let client: Client

beforeAll(async () => {
  target = await startTarget({ port: 0, pool: 2, history: 0, users: 20 })
  client = openClient(target.url)
})
afterAll(async () => {
  client.close()
  await target.close()
})

test('a workflow is made, read, changed, and removed', async () => {
  const token = await client.logIn('user1')
  const made = await client.ask('POST', '/api/workflows', { token, json: { ...WORKFLOW, description: 'first' } })
  expect(made.status).toBe(201)
  expect(made.headers['etag']).toBe('"1"')
  const path = String(made.headers['location'])
  expect((await client.ask('GET', path, { token })).body).toEqual(made.body)
  expect(made.body).toMatchObject({ ...WORKFLOW, description: 'first', version: 1, runs: 0, owner: 'user1' })

  const steps = [{ type: 'llm', prompt: 'ä' }, { type: 'loop' }]
  const replaced = await client.ask('PUT', path, { token, json: { name: 'new', runner: 'llm', steps, version: 1 } })
  expect(replaced.body).toMatchObject({ name: 'new', description: '', runner: 'llm', steps, version: 2 })
  const patched = await client.ask('PATCH', path, { token, json: { description: 'only this' } })
  expect(patched.body).toMatchObject({ name: 'new', description: 'only this', steps, version: 3 })

  expect((await client.ask('DELETE', path, { token, headers: { 'if-match': '"2"' } })).status).toBe(409)
  const gone = await client.ask('DELETE', path, { token, headers: { 'content-type': 'application/json' } })
  expect([gone.status, gone.text]).toEqual([204, ''])
  for (const method of ['GET', 'DELETE']) expect((await client.ask(method, path, { token })).status).toBe(404)
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a list', []],
  ['no name', { runner: 'llm', steps: [{ type: 'llm' }] }],
  ['an empty name', { ...WORKFLOW, name: '' }],
  ['a name that is no text', { ...WORKFLOW, name: 7 }],
  ['an unknown runner', { ...WORKFLOW, runner: 'robot' }],
  ['no steps', { ...WORKFLOW, steps: [] }],
  ['an unknown step', { ...WORKFLOW, steps: [{ type: 'jump' }] }],
  ['too many steps', { ...WORKFLOW, steps: Array.from({ length: 201 }, () => ({ type: 'wait' })) }],
  ['an unknown field', { ...WORKFLOW, colour: 'red' }],
])('%s is no workflow: 422 with what is wrong', async (_what, json) => {
  const token = await client.logIn('user2')
  const answer = await client.ask('POST', '/api/workflows', { token, json })
  expect([answer.status, answer.body['error']]).toEqual([422, 'validation_failed'])
  expect(answer.body['details']).toMatchObject([{ path: expect.stringMatching(/^body/) as string }])
  expect((await client.ask('GET', '/api/workflows', { token })).body['total']).toBe(0)
})

test('of parallel changes from the same version one wins, and with retries none is lost', async () => {
  const token = await client.logIn('user3')
  const path = `/api/workflows/${await client.createWorkflow(token)}`
  const racing = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      client.ask('PATCH', path, { token, json: { name: `racer ${index}`, version: 1 } }),
    ),
  )
  expect(racing.filter((answer) => answer.status === 200)).toHaveLength(1)
  for (const answer of racing.filter((one) => one.status !== 200)) {
    expect([answer.status, answer.body['error'], answer.body['currentVersion']]).toEqual([409, 'version_conflict', 2])
  }

  // Each adds its own mark to the description, reading again as long as it is told that it was too late.
  await client.ask('PATCH', path, { token, json: { description: '' } })
  await inParallel(40, 10, async (index) => {
    for (;;) {
      const read = await client.ask('GET', path, { token })
      const description = `${String(read.body['description'])}<${index}>`
      const ifMatch = String(read.headers['etag'])
      const written = await client.ask('PATCH', path, {
        token,
        json: { description },
        headers: { 'if-match': ifMatch },
      })
      if (written.status === 200) return
      expect(written.status).toBe(409)
    }
  })
  const final = await client.ask('GET', path, { token })
  const marks = [...String(final.body['description']).matchAll(/<(\d+)>/g)].map((match) => Number(match[1]))
  expect(marks.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, index) => index))
  expect(final.body['version']).toBe(2 + 1 + 40)
})

test('an If-Match that is no version, or contradicts the body, is refused', async () => {
  const token = await client.logIn('user3')
  const path = `/api/workflows/${await client.createWorkflow(token)}`
  const json = { name: 'x', version: 1 }
  for (const ifMatch of ['"abc"', '0', '"2"', '-1', '""']) {
    const answer = await client.ask('PATCH', path, { token, json, headers: { 'if-match': ifMatch } })
    expect([ifMatch, answer.status, answer.body['error']]).toEqual([ifMatch, 400, 'bad_version'])
  }
  for (const ifMatch of ['"1"', '*']) {
    const answer = await client.ask('PATCH', path, { token, json: { name: 'x' }, headers: { 'if-match': ifMatch } })
    expect(answer.status).toBe(200)
  }
})

test('pages add up to the total, each workflow once, in every order', async () => {
  const token = await client.logIn('user4')
  const names = Array.from({ length: 53 }, (_, index) => `item ${String((index * 17) % 53).padStart(2, '0')}`)
  await inParallel(names.length, 8, (index) => client.createWorkflow(token, names[index]))
  for (const sort of ['name', '-name', 'createdAt', '-createdAt', 'updatedAt', '-runs']) {
    const seen: string[] = []
    for (let offset = 0; offset < 60; offset += 20) {
      const page = await client.ask('GET', `/api/workflows?limit=20&offset=${offset}&sort=${sort}`, { token })
      expect(page.body).toMatchObject({ total: 53, limit: 20, offset })
      seen.push(...(page.body['items'] as { name: string }[]).map((item) => item.name))
    }
    const sorted = names.toSorted()
    expect(seen.toSorted()).toEqual(sorted)
    if (sort === 'name') expect(seen).toEqual(sorted)
    if (sort === '-name') expect(seen).toEqual(sorted.toReversed())
  }
})

test('searching finds what contains the text, with % and _ meaning themselves', async () => {
  const token = await client.logIn('user5')
  for (const name of ['100% sure', '100 percent', 'snake_case', 'snakeXcase', `it's "quoted"`]) {
    await client.createWorkflow(token, name)
  }
  const find = async (path: string, q: string) =>
    (await client.ask('GET', `${path}?q=${encodeURIComponent(q)}`, { token })).body['total']
  for (const path of ['/api/workflows', '/api/search']) {
    expect(await find(path, '100')).toBe(2)
    expect(await find(path, '100%')).toBe(1)
    expect(await find(path, 'snake_case')).toBe(1)
    expect(await find(path, `it's "`)).toBe(1)
    expect(await find(path, '\\')).toBe(0)
  }
  expect(await find('/api/search', 'about:blank')).toBe(5)
  expect((await client.ask('GET', '/api/search', { token })).status).toBe(400)
})

test.each([
  'limit=0',
  'limit=201',
  'limit=-1',
  'limit=ten',
  'offset=-1',
  'sort=password',
  'runner=robot',
  'limit=1&limit=2',
])('the list refuses ?%s', async (query) => {
  const answer = await client.ask('GET', `/api/workflows?${query}`, { token: await client.logIn('user1') })
  expect([answer.status, answer.body['error']]).toEqual([400, 'validation_failed'])
})

test('a bulk is made whole or not at all', async () => {
  const token = await client.logIn('user6')
  const bad = await client.ask('POST', '/api/workflows/bulk', {
    token,
    json: { workflows: [WORKFLOW, { ...WORKFLOW, runner: 'robot' }] },
  })
  expect(bad.status).toBe(422)
  expect((await client.ask('GET', '/api/workflows', { token })).body['total']).toBe(0)
  const good = await client.ask('POST', '/api/workflows/bulk', {
    token,
    json: { workflows: Array.from({ length: 500 }, (_, index) => ({ ...WORKFLOW, name: `bulk ${index}` })) },
  })
  expect([good.status, good.body['created'], new Set(good.body['ids'] as string[]).size]).toEqual([201, 500, 500])
  expect((await client.ask('GET', '/api/workflows', { token })).body['total']).toBe(500)
})

test('what was written is read back at once, whoever reads', async () => {
  const token = await client.logIn('user7')
  await inParallel(100, 16, async (index) => {
    const id = await client.createWorkflow(token, `mine ${index}`)
    const read = await client.ask('GET', `/api/workflows/${id}`, { token })
    expect([read.status, read.body['name']]).toEqual([200, `mine ${index}`])
  })
})

test('credits only move: the sum holds under concurrent transfers, seen from inside and outside', async () => {
  const names = ['user10', 'user11', 'user12', 'user13']
  const tokens = await Promise.all(names.map((name) => client.logIn(name)))
  const balances = new Map(names.map((name) => [name, 1000]))
  await inParallel(300, 24, async (index) => {
    const from = index % 4
    const to = (index * 7 + 1) % 4
    const amount = ((index * 37) % 400) + 1
    const path = `/api/accounts/${names[from]}/transfer`
    const answer = await client.ask('POST', path, { token: tokens[from], json: { to: names[to], amount } })
    if (from === to) {
      expect(answer.status).toBe(422)
    } else if (answer.status === 200) {
      balances.set(names[from]!, balances.get(names[from]!)! - amount)
      balances.set(names[to]!, balances.get(names[to]!)! + amount)
    } else {
      expect([answer.status, answer.body['error']]).toEqual([409, 'insufficient_credit'])
    }
    if (index % 10 === 0) {
      const ledger = await client.ask('GET', '/api/ledger', { token: tokens[from] })
      expect(ledger.body).toMatchObject({ accounts: 25, total: 25_000, expectedTotal: 25_000, balanced: true })
    }
  })
  for (const [index, name] of names.entries()) {
    const read = await client.ask('GET', `/api/accounts/${name}`, { token: tokens[index] })
    expect(read.body).toEqual({ username: name, balance: balances.get(name) })
  }
})

test('a transfer to nobody, of nothing, or of a fraction is refused', async () => {
  const token = await client.logIn('user14')
  const path = '/api/accounts/user14/transfer'
  const status = async (json: unknown) => (await client.ask('POST', path, { token, json })).status
  expect(await status({ to: 'nobody', amount: 1 })).toBe(404)
  for (const amount of [0, -5, 1.5, '5', 1e300, null]) expect(await status({ to: 'user15', amount })).toBe(422)
  expect((await client.ask('GET', '/api/accounts/user14', { token })).body['balance']).toBe(1000)
})
