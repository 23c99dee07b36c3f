/** Digest against the examples of its RFCs, and against a server that checks every answer. */
import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { runPlan } from '../../testing/runPlan.ts'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../../testing/servers.ts'
import { challengeOf, DigestSession } from './digest.ts'

let server: (TestServer & { received: ReceivedRequest[] }) | null = null
afterEach(() => server?.close())

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('RFC 7616 §3.9.1, %s', (algorithm, response) => {
  const challenge = challengeOf(
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
  )
  const session = new DigestSession(challenge!, 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ')
  const header = session.authorization('GET', '/dir/index.html', { user: 'Mufasa', password: 'Circle of Life' })
  expect(header).toContain(`response="${response}"`)
  expect(header).toContain('nc=00000001')
  expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"')
})

test('RFC 2617 §3.5', () => {
  const challenge = challengeOf(
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
  )
  const session = new DigestSession(challenge!, '0a4f113b')
  expect(session.authorization('GET', '/dir/index.html', { user: 'Mufasa', password: 'Circle Of Life' })).toContain(
    'response="6629fae49393a05397450978507c4ef1"',
  )
})

test('challenges: the strongest that can be answered, whatever stands around it', () => {
  const md5 = 'Digest realm="a, b", nonce="1", algorithm=MD5, qop="auth"'
  const sha = 'digest realm="x \\" y", nonce="2", algorithm=SHA-256, qop="auth-int,auth", stale=TRUE'
  expect(challengeOf([md5, sha])).toMatchObject({ algorithm: 'SHA-256', nonce: '2', realm: 'x " y', stale: true })
  expect(challengeOf(`Basic realm="z", ${md5}`)).toMatchObject({ algorithm: 'MD5', realm: 'a, b' })
  for (const none of [
    undefined,
    'Basic realm="x"',
    'Digest realm="x"',
    'Digest nonce="1", algorithm=SHA-512-256',
    'Digest nonce="1", qop="auth-int"',
    'Digest',
    `Digest ${'x="y",'.repeat(5000)}`,
  ])
    expect(challengeOf(none)).toBeNull()
})

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** A server that takes `me`/`pw`, each nonce `uses` times; by RFC 2069 where `qop` is not given. */
async function digestServer(uses = Infinity, qop = true): Promise<TestServer & { received: ReceivedRequest[] }> {
  let nonce = 0
  let used = 0
  const counts = new Set<string>()
  server = await httpServer((request, response) => {
    if (request.url === '/else') return response.end('{}')
    const header = request.headers.authorization ?? ''
    const of = (name: string): string => new RegExp(`${name}="?([^",]*)"?`).exec(header)?.[1] ?? ''
    const a1 = md5(`me:site:pw`)
    const a2 = md5(`${request.method}:${request.url}`)
    const middle = qop ? `${of('nc')}:${of('cnonce')}:auth:` : ''
    const isRight = of('response') === md5(`${a1}:${of('nonce')}:${middle}${a2}`) && of('uri') === request.url
    const isFresh = of('nonce') === String(nonce) && used < uses && !counts.has(`${of('nonce')}${of('nc')}`)
    if (isRight && isFresh) {
      used++
      if (qop) counts.add(`${of('nonce')}${of('nc')}`)
      return response.end('{"ok":true}')
    }
    nonce++
    used = 0
    const stale = isRight ? ', stale=true' : ''
    response.writeHead(401, {
      'www-authenticate': `Digest realm="site", nonce="${nonce}"${qop ? ', qop="auth"' : ''}${stale}`,
    })
    return response.end()
  })
  return server
}

const DIGEST = 'settings: { auth: { digest: { user: me, password: "{{pw}}" } } }\nsecrets: { pw: pw }'

test('the challenge is a request of its own; its nonce is used again', async () => {
  const { url, received } = await digestServer()
  const run = await runPlan(onePass(url, '- get: /a?x=1\n- { post: /b, json: { c: 1 } }\n- get: /c', DIGEST))
  expect(run.errors).toEqual([])
  expect(run.counts).toEqual({ 'GET /a (challenged) ok': 1, 'GET /a ok': 1, 'POST /b ok': 1, 'GET /c ok': 1 })
  expect(received.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    'GET /a?x=1',
    'GET /a?x=1',
    'POST /b',
    'GET /c',
  ])
  expect(received[2]!.body.toString()).toBe('{"c":1}')
  expect(received.slice(1).map(({ headers }) => /nc=(\d+)/.exec(headers.authorization!)![1])).toEqual([
    '00000001',
    '00000002',
    '00000003',
  ])
})

test('a nonce that is too old is answered anew, also by a server of 1997', async () => {
  for (const qop of [true, false]) {
    const { url } = await digestServer(1, qop)
    const run = await runPlan(onePass(url, '- get: /a\n- get: /b', DIGEST))
    expect(run.errors).toEqual([])
    expect(run.counts).toEqual({
      'GET /a (challenged) ok': 1,
      'GET /a ok': 1,
      'GET /b (challenged) ok': 1,
      'GET /b ok': 1,
    })
    await server?.close()
  }
})

test('a wrong password is a 401 and not a loop; nothing shows it', async () => {
  const { url, received } = await digestServer()
  const run = await runPlan(onePass(url, '- get: /a', DIGEST.replace('pw: pw', 'pw: wrong-secret')))
  expect(run.counts).toEqual({ 'GET /a (challenged) ok': 1, 'GET /a failed': 1 })
  expect(run.errors).toMatchObject([{ class: 'status', message: '401 Unauthorized' }])
  expect(received).toHaveLength(2)
  expect(JSON.stringify(run.exemplars)).not.toContain('wrong-secret')
})

test('another site gets no answer to its challenge', async () => {
  const { url } = await digestServer()
  const seen: (string | undefined)[] = []
  const foreign = await httpServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(401, { 'www-authenticate': 'Digest realm="site", nonce="evil", qop="auth"' }).end()
  })
  const away = await httpServer((_request, response) => response.writeHead(302, { location: foreign.url }).end())
  const run = await runPlan(onePass(away.url, `- get: /a`, DIGEST))
  await foreign.close()
  await away.close()
  expect(run.errors).toMatchObject([{ message: '401 Unauthorized' }])
  expect(seen).toEqual([undefined])
  expect(url).not.toBe(foreign.url)
})
