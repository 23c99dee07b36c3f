/** Bodies that are sent from disk, over real connections. */
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { listening, onePass, type TestServer } from '../../testing/servers.ts'
import { runPlan, type PlanRun } from '../../testing/runPlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'bodies-'))
const FILE = join(folder, 'large.bin')
const BYTES = randomBytes(3_000_000)
const SPARSE_BYTES = 200_000_000
const files = {
  'large.bin': FILE,
  'sparse.bin': join(folder, 'sparse.bin'),
  'changing.bin': join(folder, 'changing.bin'),
}
beforeAll(() => {
  writeFileSync(FILE, BYTES)
  writeFileSync(files['sparse.bin'], '')
  truncateSync(files['sparse.bin'], SPARSE_BYTES)
  writeFileSync(files['changing.bin'], BYTES)
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Received {
  url: string
  length: string | undefined
  bytes: number
  digest: string
}

let server: TestServer
afterEach(() => server.close())

/** Keeps what it is sent only as a digest. `early`: answers (and perhaps leaves) before the body has come. */
async function start(
  options: { early?: (request: IncomingMessage, response: ServerResponse) => boolean; http2?: boolean } = {},
): Promise<Received[]> {
  const received: Received[] = []
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (options.early?.(request, response)) return
    const hash = createHash('sha256')
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
    })
    request.on('end', () => {
      received.push({ url: request.url!, length: request.headers['content-length'], bytes, digest: hash.digest('hex') })
      response.end('{}')
    })
    request.on('error', () => {})
  }
  const created: Server | NetServer = options.http2
    ? (createHttp2Server(handle as never) as unknown as NetServer)
    : createServer(handle)
  server = await listening(created)
  return received
}

const run = (steps: string, more = ''): Promise<PlanRun> => runPlan(onePass(server.url, steps, more), { files })
const errors = ({ errors: list }: PlanRun): string[] => list.map((error) => `${error.class}: ${error.message}`)
const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const SENT = { length: String(BYTES.length), bytes: BYTES.length, digest: digestOf(BYTES) }

test.each([
  ['HTTP/1.1', ''],
  ['HTTP/2', 'settings: { http: 2 }'],
])('over %s all of it comes, with its length, again and again', async (_, more) => {
  const received = await start({ http2: more !== '' })
  const result = await run('- put: /a\n  body: { file: large.bin }\n- put: /b\n  body: { file: large.bin }', more)
  expect(errors(result)).toEqual([])
  expect(received.map(({ url, bytes, digest }) => ({ url, bytes, digest }))).toEqual(
    ['/a', '/b'].map((url) => ({ url, bytes: SENT.bytes, digest: SENT.digest })),
  )
  if (more === '') expect(received[0]!.length).toBe(SENT.length)
  expect(result.series[0]!.bytesOut).toBe(BYTES.length)
  expect(server.connections).toBe(1)
})

test('multipart with values beside the file is read by an independent parser', async () => {
  const received: FormData[] = []
  server = await listening(
    createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const headers = { 'content-type': request.headers['content-type']! }
        void new Response(Buffer.concat(chunks), { headers }).formData().then((form) => {
          received.push(form)
          response.end('{}')
        })
      })
    }),
  )
  const result = await run(
    '- set: { word: größer }\n- post: /m\n  multipart: { title: "{{word}}", data: { file: large.bin, contentType: video/mp4 }, end: x }',
  )
  expect(errors(result)).toEqual([])
  const [form] = received
  expect([form!.get('title'), form!.get('end')]).toEqual(['größer', 'x'])
  const file = form!.get('data') as File
  expect([file.name, file.type]).toEqual(['large.bin', 'video/mp4'])
  expect(digestOf(Buffer.from(await file.arrayBuffer()))).toBe(SENT.digest)
})

test('a redirect that keeps the body sends it from the beginning', async () => {
  const received = await start({
    early: ({ url }, response) => {
      if (url !== '/old') return false
      response.writeHead(307, { location: '/new', connection: 'close' }).end()
      return true
    },
  })
  const result = await run('- post: /old\n  body: { file: large.bin }')
  expect(received).toEqual([{ url: '/new', ...SENT }])
  expect(errors(result)).toEqual([])
})

test('an answer before the whole body was sent counts, and the rest is not sent to the next request', async () => {
  const received = await start({
    early: ({ url }, response) => {
      if (url !== '/early') return false
      response.writeHead(413).end()
      return true
    },
  })
  const result = await run('- post: /early\n  body: { file: sparse.bin }\n- put: /next\n  body: { file: large.bin }')
  expect(errors(result)).toEqual(['status: 413 Payload Too Large'])
  // What was never sent is not counted as sent.
  const sent = Object.fromEntries(result.series.map(({ endpoint, bytesOut }) => [endpoint, bytesOut]))
  expect(sent['POST /early']).toBeLessThan(SPARSE_BYTES)
  expect(sent['PUT /next']).toBe(BYTES.length)
  expect(received).toEqual([{ url: '/next', ...SENT }])
})

test('after a challenge of Digest it is sent again, from the beginning', async () => {
  const received = await start({
    early: ({ headers }, response) => {
      if (headers.authorization !== undefined) return false
      response.writeHead(401, { 'www-authenticate': 'Digest realm="site", nonce="1", qop="auth"' }).end()
      return true
    },
  })
  const digest = 'settings: { auth: { digest: { user: me, password: pw } } }'
  const result = await run('- put: /d\n  body: { file: large.bin }\n- put: /d\n  body: { file: large.bin }', digest)
  expect(errors(result)).toEqual([])
  expect(received).toEqual([
    { url: '/d', ...SENT },
    { url: '/d', ...SENT },
  ])
  expect(result.counts).toEqual({ 'PUT /d (challenged) ok': 1, 'PUT /d ok': 2 })
})

test('a server that closes its connection after each answer gets it whole each time', async () => {
  const received: string[] = []
  let connections = 0
  const created = createServer({ keepAliveTimeout: 1 }, (request, response) => {
    const hash = createHash('sha256')
    request.on('data', (chunk: Buffer) => hash.update(chunk))
    request.on('end', () => {
      received.push(hash.digest('hex'))
      // It says nothing of closing, and does.
      response.end('{}', () => request.socket.end())
    })
  }).on('connection', () => connections++)
  server = await listening(created)
  const result = await run('- repeat: 3\n  steps: [ { put: /c, body: { file: large.bin } }, { wait: 50ms } ]')
  expect(errors(result)).toEqual([])
  expect(received).toEqual([SENT.digest, SENT.digest, SENT.digest])
  expect(connections).toBe(3)
})

test('a file that is gone fails its requests with that reason', async () => {
  const gone = join(folder, 'gone.bin')
  writeFileSync(gone, BYTES)
  const received = await start({
    early: ({ url }) => {
      if (url === '/now') rmSync(gone)
      return false
    },
  })
  const result = await runPlan(onePass(server.url, '- get: /now\n- put: /f\n  body: { file: gone.bin }\n- get: /g'), {
    files: { 'gone.bin': gone },
  })
  expect(errors(result)).toEqual(['invalid: the file gone.bin of the body cannot be read any more (ENOENT)'])
  expect(received.map(({ url }) => url)).toEqual(['/now', '/g'])
})

test('a file that was changed while the run went on fails its request and says so; the next is not touched by it', async () => {
  const received = await start({
    early: ({ url }) => {
      if (url === '/now') appendFileSync(files['changing.bin'], 'x')
      return false
    },
  })
  const result = await run(
    '- get: /now\n- put: /f\n  body: { file: changing.bin }\n- put: /g\n  body: { file: large.bin }',
  )
  expect(errors(result)).toEqual([expect.stringMatching(/^invalid: the file changing\.bin of the body was changed/)])
  expect(received.at(-1)).toEqual({ url: '/g', ...SENT })
})

test('is never in memory, however many users send it', async () => {
  const received = await start()
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 20)
  const text = onePass(
    server.url,
    '- put: /s\n  body: { file: sparse.bin }\n- post: /m\n  multipart: { a: "{{$user}}", f: { file: sparse.bin } }',
  )
    .replace('arrivals: 10/s, for: 100ms, maxUsers: 1', 'arrivals: 40/s, for: 100ms, maxUsers: 4')
    .replace('load: {', 'gracefulStop: 60s, load: {')
  const result = await runPlan(text, { files })
  clearInterval(watch)
  expect(errors(result)).toEqual([])
  expect(received.filter(({ url }) => url === '/s').map(({ bytes }) => bytes)).toEqual(Array(4).fill(SPARSE_BYTES))
  expect(received.filter(({ url, bytes }) => url === '/m' && bytes > SPARSE_BYTES)).toHaveLength(4)
  // Eight times 200 MB were sent.
  expect(most).toBeLessThan(100_000_000)
})
