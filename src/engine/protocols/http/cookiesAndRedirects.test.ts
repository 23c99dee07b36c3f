/** Cookies as a browser keeps them, one jar a user; redirects as a browser follows them, each hop a request of its own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../../testing/servers.ts'
import { runPlan, type PlanRun } from '../../testing/runPlan.ts'

let server: TestServer & { received: ReceivedRequest[] }
let other: TestServer & { received: ReceivedRequest[] }
let answer: (request: ReceivedRequest, response: ServerResponse) => void
beforeEach(async () => {
  answer = (_request, response) => response.end('{}')
  server = await httpServer((request, response) => answer(request, response))
  other = await httpServer((request, response) => answer(request, response))
})
afterEach(async () => {
  await server.close()
  await other.close()
})

function pass(steps: string, more = '', user = ''): Promise<PlanRun> {
  return runPlan(onePass(server.url, steps, more, user))
}

/** What each request carried: `path cookie`. */
function cookies(of = server): string[] {
  return of.received.map(({ url, headers }) => `${url} ${headers.cookie ?? ''}`.trim())
}

describe('cookies', () => {
  test('are kept, sent back, changed, deleted and expired', async () => {
    answer = ({ url }, response) => {
      const set: Record<string, string[]> = {
        '/login': [
          'sid=1; Path=/; HttpOnly',
          'deep=2; Path=/deep',
          'gone=3; Max-Age=0',
          'old=4; Expires=Thu, 01 Jan 1970 00:00:01 GMT',
        ],
        '/change': ['sid=one; Path=/'],
        '/logout': ['sid=; Path=/; Max-Age=0'],
        '/odd': ['', ';;;', 'a b=c', '=nameless', 'foreign=1; Domain=example.com', 'fine=x=y; Path=/'],
      }
      response.setHeader('set-cookie', set[url] ?? []).end('{}')
    }
    await pass(
      '- get: /a\n- get: /login\n- get: /b\n- get: /deep/c\n- get: /deeper\n- get: /change\n- get: /d\n- get: /logout\n- get: /e\n- get: /odd\n- get: /f',
    )
    expect(cookies().slice(0, 10)).toEqual([
      '/a',
      '/login',
      '/b sid=1',
      '/deep/c deep=2; sid=1',
      '/deeper sid=1',
      '/change sid=1',
      '/d sid=one',
      '/logout sid=one',
      '/e',
      '/odd',
    ])
    expect(cookies()[10]).toContain('fine=x=y')
    expect(cookies()[10]).not.toContain('foreign')
  })

  test('are of one user only', async () => {
    answer = ({ headers, url }, response) => {
      if (url === '/login') response.setHeader('set-cookie', `sid=${headers['x-user'] as string}`)
      response.end('{}')
    }
    await runPlan(`
name: users
target: ${server.url}
users:
  U:
    headers: { x-user: "{{$user}}" }
    onStart: [ { get: /login } ]
    wait: 5ms
    tasks: [ { name: t, steps: [ { get: /a } ] } ]
scenarios: { s: { load: { users: 5, spawnRate: 1000, for: 200ms } } }
`)
    const later = server.received.filter(({ url }) => url === '/a')
    expect(new Set(later.map(({ headers }) => headers['x-user'])).size).toBe(5)
    for (const { headers } of later) expect(headers.cookie).toBe(`sid=${headers['x-user'] as string}`)
  })

  test('are kept from a response that fails, and from a redirect', async () => {
    answer = ({ url }, response) => {
      if (url === '/fails') response.writeHead(500, { 'set-cookie': 'a=1' }).end()
      else if (url === '/moved') response.writeHead(302, { 'set-cookie': 'b=2', location: '/target' }).end()
      else response.end('{}')
    }
    await pass('- get: /fails\n- get: /moved\n- get: /end')
    expect(cookies()).toEqual(['/fails', '/moved a=1', '/target a=1; b=2', '/end a=1; b=2'])
  })

  test('a cookie header of the plan takes the place of the jar, also on a redirect to the same site', async () => {
    answer = ({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: '/target' }).end()
      else if (url === '/away') response.writeHead(302, { location: `${other.url}/foreign` }).end()
      else response.setHeader('set-cookie', 'jar=1; Path=/').end('{}')
    }
    await pass(
      '- get: /a\n- { get: /moved, headers: { cookie: mine=1, x-word: cookie } }\n- { get: /away, headers: { cookie: mine=2 } }\n- { get: /b, headers: { x-word: cookie } }',
    )
    expect(cookies()).toEqual(['/a', '/moved mine=1', '/target mine=1', '/away mine=2', '/b jar=1'])
    // The jar knows hosts, not ports (RFC 6265 §8.5): what 127.0.0.1 set is its own.
    expect(cookies(other)).toEqual(['/foreign jar=1'])
  })

  test('characters beyond ASCII come back as the bytes they were', async () => {
    answer = (_request, response) => {
      response.setHeader('set-cookie', `v=${Buffer.from('ü€').toString('latin1')}; Path=/`).end(Buffer.from('{}'))
    }
    const run = await pass('- get: /a\n- get: /b')
    expect(run.errors).toEqual([])
    expect(Buffer.from(server.received[1]!.headers.cookie!, 'latin1').toString()).toBe('v=ü€')
  })
})

describe('redirects', () => {
  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', '{"a":1}'],
    [308, 'POST', 'POST', '{"a":1}'],
    [301, 'PUT', 'PUT', '{"a":1}'],
    [302, 'DELETE', 'DELETE', '{"a":1}'],
  ])('%i turns %s into %s', async (status, method, next, body) => {
    answer = ({ url }, response) => {
      if (url === '/a/b?x=1') response.writeHead(status, { location: '../c?y=2#z' }).end('moved')
      else response.end('{}')
    }
    const run = await pass(
      `- request: { method: ${method}, url: /a/b?x=1 }\n  json: { a: 1 }\n  headers: { x-mine: "1", authorization: Bearer x }`,
    )
    expect(server.received.map((request) => [request.method, request.url, request.body.toString()])).toEqual([
      [method, '/a/b?x=1', '{"a":1}'],
      [next, '/c?y=2', body],
    ])
    const [, hop] = server.received
    expect(hop!.headers['content-type']).toBe(body === '' ? undefined : 'application/json')
    expect(hop!.headers).toMatchObject({ 'x-mine': '1', authorization: 'Bearer x' })
    expect(run.counts).toEqual({ [`${method} /a/b ok`]: 1, [`${method} /a/b (redirected) ok`]: 1 })
  })

  test('HEAD stays HEAD', async () => {
    answer = ({ url }, response) => (url === '/a' ? response.writeHead(303, { location: '/b' }).end() : response.end())
    await pass('- head: /a')
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual(['HEAD /a', 'HEAD /b'])
  })

  test('another site does not see credentials', async () => {
    answer = ({ url }, response) =>
      url === '/a' ? response.writeHead(307, { location: `${other.url}/b` }).end() : response.end('{}')
    await pass(
      '- post: /a\n  json: {}\n  headers: { authorization: Bearer x, cookie: a=b, x-mine: "1", host: shop.example }',
    )
    expect(other.received[0]!.headers).toMatchObject({ 'x-mine': '1', host: `127.0.0.1:${other.port}` })
    expect(other.received[0]!.headers).not.toHaveProperty('authorization')
    expect(other.received[0]!.headers).not.toHaveProperty('cookie')
  })

  test('too many, and nowhere', async () => {
    answer = ({ url }, response) => {
      const location = { '/ftp': 'ftp://x/', '/broken': 'http://[', '/none': undefined }[url]
      if (url.startsWith('/loop')) response.writeHead(302, { location: '/loop' }).end()
      else response.writeHead(302, location === undefined ? {} : { location }).end()
    }
    const run = await pass('- { get: /loop, redirects: 3 }\n- get: /ftp\n- get: /broken\n- get: /none')
    expect(server.received.filter(({ url }) => url === '/loop')).toHaveLength(4)
    expect(run.counts).toEqual({
      'GET /loop ok': 1,
      'GET /loop (redirected) ok': 2,
      'GET /loop (redirected) failed': 1,
      'GET /ftp failed': 1,
      'GET /broken failed': 1,
      'GET /none ok': 1,
    })
    expect(run.errors.map(({ class: errorClass, message }) => `${errorClass}: ${message}`)).toEqual([
      'redirect: more than 3 redirects',
      'redirect: a redirect to something that is not an http URL',
      'redirect: a redirect to something that is not an http URL',
    ])
  })

  test('are not followed with redirects: 0, or where the plan expects them', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/b' }).end()
    const run = await pass(
      '- { get: /a, redirects: 0, extract: { next: { header: location } } }\n- { get: /c, expect: { status: 302 } }\n- { get: /d, expect: { status: 3xx } }\n- { get: "{{next}}", as: next, redirects: 0 }',
    )
    expect(server.received.map(({ url }) => url)).toEqual(['/a', '/c', '/d', '/b'])
    expect(run.errors).toEqual([])
  })

  test('checks and extractions are about the last response', async () => {
    answer = ({ url }, response) =>
      url === '/a'
        ? response.writeHead(302, { location: '/b' }).end('{"id":1}')
        : response.writeHead(201).end('{"id":2}')
    const run = await pass(
      '- { get: /a, expect: { status: 201, json: { $.id: 2 } }, extract: { id: $.id } }\n- get: /use/{{id}}',
    )
    expect(server.received.at(-1)!.url).toBe('/use/2')
    expect(run.load.checksPassed).toBe(2)
  })
})
