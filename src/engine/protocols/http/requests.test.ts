/** What a plan says is what a server receives, byte for byte: URLs, methods, headers, bodies. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { httpServer, onePass, type ReceivedRequest, type TestServer } from '../../testing/servers.ts'
import { runPlan, type PlanRun, type RunPlanOptions } from '../../testing/runPlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'requests-'))
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
writeFileSync(join(folder, 'all.bin'), BYTES)
afterAll(() => rmSync(folder, { recursive: true }))

let server: TestServer & { received: ReceivedRequest[] }
let answers: Record<string, string>
beforeEach(async () => {
  answers = {}
  server = await httpServer(({ url }, response) => {
    const body = answers[url]
    response.end(body ?? '{}')
  })
})
afterEach(() => server.close())

async function received(
  steps: string,
  more = '',
  user = '',
  options: RunPlanOptions = {},
): Promise<{ list: ReceivedRequest[]; run: PlanRun }> {
  const run = await runPlan(onePass(server.url, steps, more, user), {
    files: { 'all.bin': join(folder, 'all.bin') },
    ...options,
  })
  return { list: server.received, run }
}

const VARIABLES = `
variables:
  word: "a b&c/ü€"
  number: 42
  no: false
  nothing: null
  list: [ 1, "two", { three: 3 } ]
  item: { id: "x/1", tags: [ red, blue ] }
`

describe('URLs', () => {
  test.each([
    ['- get: /a', '/a'],
    ['- get: /a b/ü', '/a%20b/%C3%BC'],
    ['- get: /a/{{word}}/b', '/a/a%20b%26c%2F%C3%BC%E2%82%AC/b'],
    ['- get: "/a?x={{word}}&y=1"', '/a?x=a%20b%26c%2F%C3%BC%E2%82%AC&y=1'],
    ['- get: /a#fragment', '/a'],
    ['- get: /items/{{item.id}}/{{item.tags.1}}', '/items/x%2F1/blue'],
    [
      '- { get: /a, query: { q: "{{word}}", n: 1, many: [ 1, "&" ] } }',
      '/a?q=a%20b%26c%2F%C3%BC%E2%82%AC&n=1&many=1&many=%26',
    ],
    ['- { get: "/a?b=1", query: { c: 2 } }', '/a?b=1&c=2'],
  ])('%s', async (step, url) => {
    const { list, run } = await received(step, VARIABLES)
    expect(run.errors).toEqual([])
    expect(list.map((request) => request.url)).toEqual([url])
  })

  test('paths are put behind that of the target', async () => {
    await runPlan(onePass(`${server.url}/base/v1`, '- get: /a\n- get: /b?x=1'))
    expect(server.received.map(({ url }) => url)).toEqual(['/base/v1/a', '/base/v1/b?x=1'])
  })

  test('another origin has a connection of its own, and is counted with its name', async () => {
    const other = await httpServer((_request, response) => response.end('ok'))
    try {
      const { list, run } = await received(`- get: /a\n- get: ${other.url}/b\n- get: /c\n- get: ${other.url}/d`)
      expect(list.map(({ url }) => url)).toEqual(['/a', '/c'])
      expect(other.received.map(({ url, headers }) => [url, headers.host])).toEqual([
        ['/b', `127.0.0.1:${other.port}`],
        ['/d', `127.0.0.1:${other.port}`],
      ])
      expect([server.connections, other.connections]).toEqual([1, 1])
      expect(Object.keys(run.counts)).toContain(`GET ${other.url}/b ok`)
    } finally {
      await other.close()
    }
  })

  test('a link from a response may be a path or a whole URL; anything else fails', async () => {
    answers = {
      '/links': JSON.stringify({ path: '/p?x=1', whole: `${server.url}/w`, bad: 'ftp://x/y', worse: 'http://[' }),
    }
    const { list, run } = await received(`
- get: /links
  extract: { path: $.path, whole: $.whole, bad: $.bad, worse: $.worse }
- { get: "{{path}}", as: path }
- { get: "{{whole}}", as: whole }
- { get: "{{bad}}", as: bad }
- { get: "{{worse}}", as: worse }
- get: /after`)
    expect(list.map(({ url }) => url)).toEqual(['/links', '/p?x=1', '/w', '/after'])
    expect(run.errors.map(({ class: errorClass, endpoint }) => [errorClass, endpoint])).toEqual([
      ['invalid', 'bad'],
      ['invalid', 'worse'],
    ])
  })

  test('a request that cannot be built shows nothing of the one before', async () => {
    const { list, run } = await received(
      '- { post: /first, json: { secretOfFirst: 1 }, headers: { x-first: "1" } }\n- { post: "/second/{{later}}", json: {} }\n- get: /third\n- { get: /x, extract: { later: $.later } }',
    )
    expect(list.map(({ url }) => url)).toEqual(['/first', '/third', '/x'])
    const exemplar = run.exemplars.find(({ error }) => error?.class === 'invalid')!
    expect(exemplar.endpoint).toBe('POST /second/:later')
    expect(exemplar.request).toEqual({ method: 'POST', url: `${server.url}/`, headers: [], body: null })
    expect(exemplar.response).toBeNull()
    expect(run.errors.find((error) => error.class === 'invalid')!.message).toContain('later')
  })
})

test('methods', async () => {
  const { list, run } = await received(
    '- get: /m\n- post: /m\n- put: /m\n- patch: /m\n- delete: /m\n- head: /m\n- options: /m\n- request: { method: propfind, url: /m }\n- request: { method: PURGE, url: /m }',
  )
  // Node's server refuses what it has never heard of.
  expect(list.map(({ method }) => method)).toEqual('GET POST PUT PATCH DELETE HEAD OPTIONS PROPFIND PURGE'.split(' '))
  expect(run.errors).toEqual([])
  expect(list.find(({ method }) => method === 'GET')!.headers).not.toHaveProperty('content-length')
  expect(list.find(({ method }) => method === 'POST')!.headers['content-length']).toBe('0')
})

describe('headers', () => {
  test('settings, then the user, then the request', async () => {
    const { list } = await received(
      '- get: /a\n- { get: /b, headers: { X-One: request, x-four: "{{word}}" } }',
      'settings: { headers: { x-one: settings, x-two: settings, x-three: settings, user-agent: me } }\nvariables: { word: four }',
      'headers: { x-one: user, x-two: user }',
    )
    const [a, b] = list.map(({ headers }) => headers)
    expect(a).toMatchObject({ 'x-one': 'user', 'x-two': 'user', 'x-three': 'settings', 'user-agent': 'me' })
    expect(b).toMatchObject({ 'x-one': 'request', 'x-two': 'user', 'x-three': 'settings', 'x-four': 'four' })
    expect(b!.accept).toBe('*/*')
  })

  test('one of the user whose value is not there yet is left out; one of the request must have it', async () => {
    answers = { '/login': '{"token":"t1","user":{"name":"n"},"none":{}}' }
    const { list, run } = await received(
      `
- { get: /early, headers: { x-token: "{{token}}" } }
- get: /login
  extract: { token: $.token, account: $.user, none: $.none }
- get: /later
- { get: /member, headers: { x-name: "{{none.name}}" } }`,
      '',
      'headers: { authorization: "Bearer {{token}}", x-account: "{{account.name}}", x-none: "{{none.name}}" }',
    )
    expect(list.map(({ url }) => url)).toEqual(['/login', '/later'])
    expect(list[0]!.headers).not.toHaveProperty('authorization')
    expect(list[0]!.headers).not.toHaveProperty('x-account')
    expect(list[1]!.headers).toMatchObject({ authorization: 'Bearer t1', 'x-account': 'n' })
    expect(list[1]!.headers).not.toHaveProperty('x-none')
    expect(run.counts).toMatchObject({ 'GET /early failed': 1, 'GET /member failed': 1 })
  })

  test('one that would break the request fails, and is not sent', async () => {
    answers = { '/evil': JSON.stringify({ evil: 'x\r\nx-injected: 1' }) }
    const { list, run } = await received(
      '- { get: /evil, extract: { evil: $.evil } }\n- { get: /a, headers: { x-evil: "{{evil}}" } }\n- get: /b',
    )
    expect(list.map(({ url }) => url)).toEqual(['/evil', '/b'])
    expect(run.errors.map(({ class: errorClass }) => errorClass)).toEqual(['invalid'])
  })

  test('a host of its own', async () => {
    const { list } = await received('- { get: /a, headers: { host: shop.example } }')
    expect(list[0]!.headers.host).toBe('shop.example')
  })
})

describe('bodies', () => {
  async function body(step: string): Promise<{ body: Buffer; headers: ReceivedRequest['headers'] }> {
    const { list, run } = await received(step, VARIABLES)
    expect(run.errors).toEqual([])
    expect(list).toHaveLength(1)
    const [request] = list
    expect(Number(request!.headers['content-length'])).toBe(request!.body.length)
    expect(run.series[0]!.bytesOut).toBe(request!.body.length)
    return request!
  }

  test('json keeps types and escapes texts', async () => {
    const { body: bytes, headers } = await body(
      '- post: /j\n  json: { n: "{{number}}", no: "{{no}}", nil: "{{nothing}}", list: "{{list}}", text: "say \\"{{word}}\\" {{number}}", deep: [ { "k {{number}}": "{{item.tags}}" } ] }',
    )
    expect(JSON.parse(bytes.toString())).toEqual({
      n: 42,
      no: false,
      nil: null,
      list: [1, 'two', { three: 3 }],
      text: 'say "a b&c/ü€" 42',
      deep: [{ 'k 42': ['red', 'blue'] }],
    })
    expect(headers['content-type']).toBe('application/json')
  })

  test('form', async () => {
    const { body: bytes, headers } = await body('- post: /f\n  form: { a: "{{word}}", b: 1, c: [ x, "y=z" ] }')
    expect([...new URLSearchParams(bytes.toString())]).toEqual([
      ['a', 'a b&c/ü€'],
      ['b', '1'],
      ['c', 'x'],
      ['c', 'y=z'],
    ])
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  test('text, and a content type of its own', async () => {
    const { body: bytes, headers } = await body(
      '- post: /t\n  headers: { content-type: text/csv }\n  body: "ü{{word}};\\n{{number}}"',
    )
    expect(bytes.toString()).toBe('üa b&c/ü€;\n42')
    expect(headers['content-type']).toBe('text/csv')
  })

  test('a file', async () => {
    const { body: bytes, headers } = await body('- put: /f\n  body: { file: all.bin }')
    expect(bytes.equals(BYTES)).toBe(true)
    expect(headers['content-type']).toBe('application/octet-stream')
  })

  test('multipart, read by an independent parser', async () => {
    const { body: bytes, headers } = await body(
      '- post: /m\n  multipart: { title: "{{word}}", data: { file: all.bin, filename: "a ü.bin", contentType: application/x-test } }',
    )
    const form = await new Response(new Uint8Array(bytes), {
      headers: { 'content-type': headers['content-type']! },
    }).formData()
    expect(form.get('title')).toBe('a b&c/ü€')
    const file = form.get('data') as File
    expect([file.name, file.type]).toEqual(['a ü.bin', 'application/x-test'])
    expect(Buffer.from(await file.arrayBuffer()).equals(BYTES)).toBe(true)
  })

  test('a large one arrives whole, and sending it is a phase', async () => {
    writeFileSync(join(folder, 'large.bin'), Buffer.alloc(5_000_000, 'x'))
    const { list, run } = await received('- post: /l\n  body: { file: large.bin }', '', '', {
      files: { 'large.bin': join(folder, 'large.bin') },
    })
    expect(list[0]!.body.length).toBe(5_000_000)
    expect(run.exemplars[0]!.request.body).toMatch(/^\(.* MB, from large\.bin\)$/)
  })
})
