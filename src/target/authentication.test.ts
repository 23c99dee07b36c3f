import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Target } from './server.ts'
import { startTarget } from './server.ts'
import type { Client } from './testing/client.ts'
import { openClient, openLive } from './testing/client.ts'

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

test('logging in gives a token, when it ends, and who it is for', async () => {
  const answer = await client.ask('POST', '/api/auth/login', { json: { username: 'user3', password: 'demo' } })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    token: expect.any(String) as string,
    expiresAt: expect.stringMatching(/Z$/) as string,
    user: { id: 3, username: 'user3', role: 'user' },
  })
  const form = await client.ask('POST', '/api/auth/login', {
    body: 'username=admin5&password=demo',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(form.body['user']).toEqual({ id: 25, username: 'admin5', role: 'admin' })
})

test.each([
  ['a wrong password', { username: 'user1', password: 'wrong' }, 401, 'invalid_credentials'],
  ['an unknown name', { username: 'user21', password: 'demo' }, 401, 'invalid_credentials'],
  ['SQL in the name', { username: `' OR 1=1 --`, password: 'demo' }, 401, 'invalid_credentials'],
  ['no password', { username: 'user1' }, 422, 'validation_failed'],
  ['a number as password', { username: 'user1', password: 1 }, 422, 'validation_failed'],
  ['a negative life', { username: 'user1', password: 'demo', ttlSeconds: -1 }, 422, 'validation_failed'],
])('logging in with %s is refused', async (_what, json, status, error) => {
  const answer = await client.ask('POST', '/api/auth/login', { json })
  expect([answer.status, answer.body['error']]).toEqual([status, error])
})

test('each reason for 401 has a body of its own, over HTTP and on the upgrade', async () => {
  const expired = await client.ask('POST', '/api/auth/login', {
    json: { username: 'user1', password: 'demo', ttlSeconds: 0 },
  })
  expect(expired.status).toBe(200)
  const loggedOut = await client.logIn('user1')
  expect((await client.ask('POST', '/api/auth/logout', { token: loggedOut })).status).toBe(204)
  const errors: Record<string, [number, unknown]> = {}
  for (const [what, asking] of Object.entries({
    missing: {},
    invalid: { token: 'made.up' },
    'not a bearer': { headers: { authorization: 'Basic dXNlcjE6ZGVtbw==' } },
    expired: { token: String(expired.body['token']) },
    revoked: { token: loggedOut },
  })) {
    const answer = await client.ask('GET', '/api/workflows', asking)
    errors[what] = [answer.status, answer.body['error']]
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
  expect(errors).toEqual({
    missing: [401, 'missing_token'],
    invalid: [401, 'invalid_token'],
    'not a bearer': [401, 'invalid_token'],
    expired: [401, 'expired_token'],
    revoked: [401, 'revoked_token'],
  })
  for (const query of ['', '?token=made.up', `?token=${String(expired.body['token'])}`, `?token=${loggedOut}`]) {
    await expect(openLive(target.url, query)).rejects.toThrow('refused with 401')
  }
})

test('refreshing gives a new token and ends the old one', async () => {
  const old = await client.logIn('user2')
  const fresh = await client.ask('POST', '/api/auth/refresh', { token: old })
  const token = String(fresh.body['token'])
  expect((await client.ask('GET', '/api/auth/me', { token })).body).toMatchObject({ username: 'user2', role: 'user' })
  expect((await client.ask('GET', '/api/auth/me', { token: old })).body['error']).toBe('revoked_token')
})

test('what belongs to another user is forbidden, and an admin sees it', async () => {
  const [owner, other, admin] = await Promise.all(['user1', 'user2', 'admin1'].map((name) => client.logIn(name)))
  const id = await client.createWorkflow(owner ?? '')
  const execution = await client.ask('POST', `/api/workflows/${id}/execute`, { token: owner })
  const paths: [string, string, unknown?][] = [
    ['GET', `/api/workflows/${id}`],
    ['PUT', `/api/workflows/${id}`, { name: 'mine now', runner: 'llm', steps: [{ type: 'llm' }] }],
    ['PATCH', `/api/workflows/${id}`, { name: 'mine now' }],
    ['DELETE', `/api/workflows/${id}`],
    ['POST', `/api/workflows/${id}/execute`],
    ['GET', `/api/workflows/${id}/runs-count`],
    ['GET', `/api/executions/${String(execution.body['id'])}`],
    ['POST', `/api/executions/${String(execution.body['id'])}/cancel`],
    ['GET', `/api/accounts/user1`],
    ['POST', `/api/accounts/user1/transfer`, { to: 'user2', amount: 1 }],
  ]
  for (const [method, path, json] of paths) {
    const answer = await client.ask(method, path, { token: other, json })
    expect([method, path, answer.status, answer.body['error']]).toEqual([method, path, 403, 'forbidden'])
  }
  for (const path of [
    `/api/workflows/${id}`,
    `/api/executions/${String(execution.body['id'])}`,
    '/api/accounts/user1',
  ]) {
    expect((await client.ask('GET', path, { token: admin })).status).toBe(200)
  }
  expect((await client.ask('GET', `/api/workflows/${id}`, { token: owner })).body['name']).toBe('a workflow')
})

test.each(['/api/admin/users', '/api/admin/system', '/api/admin/analytics'])('%s is for admins', async (path) => {
  expect((await client.ask('GET', path)).status).toBe(401)
  const refused = await client.ask('GET', path, { token: await client.logIn('user1') })
  expect([refused.status, refused.body['error']]).toEqual([403, 'admin_only'])
  expect((await client.ask('GET', path, { token: await client.logIn('admin1') })).status).toBe(200)
})

test('every route under /api but login and the counts needs a token', async () => {
  const id = '00000000-0000-4000-8000-000000000000'
  for (const path of [
    '/api/workflows',
    `/api/workflows/${id}`,
    `/api/workflows/${id}/runs-count`,
    '/api/executions',
    '/api/events',
    '/api/executions/totals',
    `/api/executions/${id}`,
    '/api/ledger',
    '/api/accounts/user1',
    '/api/metrics',
    '/api/reports/usage',
    '/api/reports/slow',
    '/api/search?q=a',
    '/api/auth/me',
  ]) {
    expect([path, (await client.ask('GET', path)).status]).toEqual([path, 401])
  }
  expect((await client.ask('GET', '/health')).status).toBe(200)
  expect((await client.ask('GET', '/api/_counts')).status).toBe(200)
})
