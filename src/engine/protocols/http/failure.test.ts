import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectTcp, createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import type { ConnectionOptions, TlsOptions } from 'node:tls'
import { promisify } from 'node:util'
import { generate } from 'selfsigned'
import { Client } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import { describeFailure } from './failure.ts'
import type { Failure } from './failure.ts'

const disposers: (() => unknown)[] = []
afterEach(async () => {
  for (const dispose of disposers.splice(0)) await dispose()
})

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  disposers.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

/** A server that, once a request has come, does something rude. */
function rudeServer(answer: (socket: Socket) => void): Promise<number> {
  return listening(createTcpServer((socket) => socket.once('data', () => answer(socket))))
}

/** What a request to a port of this machine fails with, in words; the port written as PORT. */
async function failureOf(
  port: number,
  options: { host?: string; scheme?: string; tls?: ConnectionOptions } = {},
): Promise<Failure> {
  const { host = '127.0.0.1', scheme = 'http', tls = {} } = options
  const client = new Client(`${scheme}://${host}:${port}`, { connect: tls as Client.Options['connect'] })
  disposers.push(() => client.destroy())
  const error: unknown = await client
    .request({ path: '/', method: 'GET' })
    .then(async ({ body }) => {
      await body.text()
      return null
    })
    .catch((thrown: unknown) => thrown)
  return inWords(error, host, port, `${scheme}:`)
}

function inWords(error: unknown, host: string, port: number, protocol: string): Failure {
  expect(error).not.toBeNull()
  const failure = describeFailure(error, { host, port, protocol })
  return { ...failure, message: failure.message.replaceAll(`:${port}`, ':PORT') }
}

async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('connections', () => {
  it('refused', async () => {
    expect(await failureOf(await closedPort())).toEqual({
      class: 'connection',
      message: 'connection refused: nothing is listening on 127.0.0.1:PORT',
      generator: false,
    })
  })

  it('refused by every address of a name', async () => {
    const port = await closedPort()
    const socket = connectTcp({
      host: 'two.example',
      port,
      autoSelectFamily: true,
      lookup: (_name, _options, callback) =>
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '127.0.0.2', family: 4 },
        ]),
    })
    const [error] = (await once(socket, 'error').catch((thrown: unknown) => [thrown])) as [unknown]
    expect(error).toBeInstanceOf(AggregateError)
    expect(inWords(error, 'two.example', port, 'http:').message).toBe(
      'connection refused: nothing is listening on two.example:PORT',
    )
  })

  it('to a name that does not exist', async () => {
    const failure = await failureOf(80, { host: 'nowhere.invalid' })
    expect(failure.class).toBe('dns')
    expect(failure.message).toMatch(
      /^name not found: (nowhere\.invalid|the name server gave no answer for nowhere\.invalid)$/,
    )
  })

  it('closed instead of an answer', async () => {
    const lost = { class: 'reset', message: 'the server closed the connection before the response was complete' }
    expect(await failureOf(await rudeServer((socket) => socket.end()))).toMatchObject(lost)
    expect(await failureOf(await rudeServer((socket) => socket.resetAndDestroy()))).toMatchObject(lost)
  })

  it('closed in the middle of a body', async () => {
    const port = await rudeServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'))
    expect(['reset', 'protocol']).toContain((await failureOf(port)).class)
    const chunked = await rudeServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab'),
    )
    expect(await failureOf(chunked)).toMatchObject({ class: 'reset' })
  })

  it('that run into a limit of this machine', async () => {
    const script = `
      const net = require('node:net')
      const server = net.createServer(() => {}).listen(0, '127.0.0.1', () => {
        const open = () => net.connect(server.address().port, '127.0.0.1').on('connect', open).on('error', (error) => {
          require('node:fs').writeSync(1, JSON.stringify({ code: error.code, message: error.message }))
          process.exit(0)
        })
        open()
      })`
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -n 64; exec "$0" -e "$1"',
      process.execPath,
      script,
    ])
    const told = JSON.parse(stdout) as { code: string; message: string }
    const failure = describeFailure(Object.assign(new Error(told.message), { code: told.code }), {
      host: 'h',
      port: 80,
      protocol: 'http:',
    })
    expect(failure).toEqual({
      class: 'connection',
      message: 'this process may open no more files: raise its limit of open files (ulimit -n), or use more engines',
      generator: true,
    })
  })
})

describe('broken HTTP', () => {
  it.each([
    ['SSH-2.0-OpenSSH\r\n', /^what 127\.0\.0\.1:PORT answered is not HTTP\/1\.1$/],
    ['HTTP/1.1 200 OK\r\nbad header\r\n\r\n', /^the response is not valid HTTP: Invalid header token$/],
    [
      'HTTP/1.1 200 OK\r\ncontent-length: 5x\r\n\r\nabc',
      /^the response body and its content-length header do not agree$/,
    ],
    [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, /^the response headers are larger than 16 KB$/],
    [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      /^the response is not valid HTTP: Invalid character in chunk size$/,
    ],
  ])('%j', async (answer, message) => {
    const failure = await failureOf(await rudeServer((socket) => socket.write(answer)))
    expect(failure.class).toBe('protocol')
    expect(failure.message).toMatch(message)
  })
})

describe('TLS', () => {
  const day = 86_400_000

  async function certificate(name: string, from = -day, to = day): Promise<{ key: string; cert: string }> {
    const pems = await generate([{ name: 'commonName', value: name }], {
      algorithm: 'sha256',
      keyType: 'ec',
      notBeforeDate: new Date(Date.now() + from),
      notAfterDate: new Date(Date.now() + to),
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    })
    return { key: pems.private, cert: pems.cert }
  }

  function tlsServer(options: TlsOptions): Promise<number> {
    const server = createTlsServer(options, (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
    })
    server.on('tlsClientError', () => {})
    return listening(server)
  }

  /** The failure of a handshake with the server at that port, which is asked for `name`. */
  async function handshake(port: number, name: string, options: ConnectionOptions = {}): Promise<Failure> {
    const socket = connectTls({ host: '127.0.0.1', port, servername: name, ...options })
    disposers.push(() => socket.destroy())
    // TLS 1.3 refuses a client's certificate only after the handshake has ended on the client's side.
    socket.on('secureConnect', () => socket.write('GET / HTTP/1.1\r\n\r\n')).on('data', () => {})
    const error = await new Promise<unknown>((resolve) => socket.on('error', resolve).on('end', () => resolve(null)))
    return inWords(error, name, port, 'https:')
  }

  const self = /^the certificate of localhost is self-signed: give its file as tls\.ca, or set tls\.verify: false$/

  it('certificates, with the cure', async () => {
    const good = await certificate('localhost')
    const expired = await certificate('localhost', -3 * day, -day)
    const future = await certificate('localhost', day, 2 * day)
    const selfSigned = await handshake(await tlsServer(good), 'localhost')
    expect([selfSigned.class, selfSigned.message]).toEqual(['tls', expect.stringMatching(self) as string])
    expect((await handshake(await tlsServer(expired), 'localhost', { ca: expired.cert })).message).toBe(
      'the certificate of localhost has expired: renew it, or set tls.verify: false',
    )
    expect((await handshake(await tlsServer(future), 'localhost', { ca: future.cert })).message).toBe(
      'the certificate of localhost is not valid yet: are the clocks right? Else set tls.verify: false',
    )
    expect((await handshake(await tlsServer(good), 'other.example', { ca: good.cert })).message).toBe(
      'the certificate is not for other.example: use a name it is for, or set tls.verify: false (it is for DNS:localhost)',
    )
  })

  it('certificates of an unknown authority', async () => {
    const authority = await generate([{ name: 'commonName', value: 'CA' }], {
      algorithm: 'sha256',
      keyType: 'ec',
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'keyUsage', keyCertSign: true },
      ],
    })
    const issued = await generate([{ name: 'commonName', value: 'localhost' }], {
      algorithm: 'sha256',
      keyType: 'ec',
      ca: { key: authority.private, cert: authority.cert },
    })
    const port = await tlsServer({ key: issued.private, cert: issued.cert })
    expect((await handshake(port, 'localhost')).message).toMatch(
      /^the certificate of localhost was issued by an unknown authority/,
    )
    const chain = await tlsServer({ key: issued.private, cert: `${issued.cert}\n${authority.cert}` })
    expect((await handshake(chain, 'localhost')).message).toMatch(
      /^the certificate of localhost was issued by a private authority/,
    )
  })

  it('over undici', async () => {
    const failure = await failureOf(await tlsServer(await certificate('localhost')), {
      host: 'localhost',
      scheme: 'https',
    })
    expect([failure.class, failure.message]).toEqual(['tls', expect.stringMatching(self) as string])
  })

  it('a port without TLS, and the other way round', async () => {
    const plain = await rudeServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await failureOf(plain, { scheme: 'https' })).toMatchObject({
      class: 'tls',
      message: '127.0.0.1:PORT does not speak TLS: use http:// or ws://, or the port for TLS',
    })
    expect(['reset', 'protocol']).toContain((await failureOf(await tlsServer(await certificate('localhost')))).class)
  })

  it('closed in the handshake', async () => {
    const port = await rudeServer((socket) => socket.end())
    expect(await failureOf(port, { scheme: 'https' })).toMatchObject({
      class: 'tls',
      message: 'the server closed the connection during the TLS handshake',
    })
  })

  it('a missing client certificate, and no version in common', async () => {
    const good = await certificate('localhost')
    const strict = await tlsServer({ ...good, requestCert: true, rejectUnauthorized: true, ca: good.cert })
    expect((await handshake(strict, 'localhost', { ca: good.cert })).message).toBe(
      'localhost:PORT requires a client certificate: give tls.cert and tls.key',
    )
    const modern = await tlsServer({ ...good, minVersion: 'TLSv1.3' })
    expect((await handshake(modern, 'localhost', { ca: good.cert, maxVersion: 'TLSv1.2' })).message).toBe(
      'localhost:PORT and this machine have no TLS version in common',
    )
  })
})

describe('everything else', () => {
  const target = { host: 'h.example:8900', port: 8900, protocol: 'http:' }
  const coded = (code: string, more: object = {}): Error => Object.assign(new Error('text'), { code, ...more })

  it.each<[unknown, string, string]>([
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'timeout', 'no connection to h.example:8900 in time'],
    [coded('ETIMEDOUT', { syscall: 'read' }), 'timeout', 'the connection timed out: the server stopped answering'],
    [coded('EHOSTUNREACH'), 'connection', 'h.example:8900 cannot be reached: no route to the host'],
    [
      coded('ECONNREFUSED', { address: '::1', port: 3128 }),
      'connection',
      'connection refused: nothing is listening on [::1]:3128',
    ],
    [
      coded('UNSPECIFIED'),
      'tls',
      'the certificate of h.example cannot be verified (text): give its file as tls.ca, or set tls.verify: false',
    ],
    [coded('EPIPE'), 'reset', 'the server closed the connection before the response was complete'],
    [
      coded('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
      'protocol',
      'the response body and its content-length header do not agree',
    ],
    [coded('UND_ERR_ABORTED'), 'interrupted', 'the request was cut off before its response was complete'],
    [coded('UND_ERR_INVALID_ARG'), 'invalid', 'the request could not be built: text'],
    [new TypeError('Invalid URL'), 'invalid', 'the request could not be built: Invalid URL'],
    [new Error('odd\n thing'), 'connection', 'odd thing'],
    [
      new TypeError('fetch failed', { cause: coded('ENOTFOUND', { hostname: 'n.example' }) }),
      'dns',
      'name not found: n.example',
    ],
    [
      new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED')]),
      'connection',
      'connection refused: nothing is listening on h.example:8900',
    ],
    ['text', 'connection', 'text'],
    [undefined, 'connection', 'an unknown error'],
    [{ code: {}, message: 5 }, 'connection', '5'],
  ])('%s', (error, errorClass, message) => {
    expect(describeFailure(error, target)).toEqual({ class: errorClass, message, generator: false })
  })

  it('knows the ports that are not written', () => {
    const at = (host: string, port: number | string, protocol: string): string =>
      describeFailure(coded('EHOSTUNREACH'), { host, port, protocol }).message.split(' ')[0] ?? ''
    expect(at('a.example', '', 'https:')).toBe('a.example:443')
    expect(at('a.example', '', 'http:')).toBe('a.example:80')
    expect(at('::1', 1, 'http:')).toBe('[::1]:1')
    expect(at('[::1]', 8900, 'wss')).toBe('[::1]:8900')
    const url = new URL('http://[::1]:8900/x')
    expect(at(url.host, url.port, url.protocol)).toBe('[::1]:8900')
  })

  it('ends with errors that are their own cause', () => {
    const error = new Error('round')
    error.cause = error
    expect(describeFailure(error, target).message).toBe('round')
    const all = new AggregateError([])
    all.errors.push(all)
    expect(describeFailure(all, target).class).toBe('connection')
  })
})
