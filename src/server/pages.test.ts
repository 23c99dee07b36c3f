import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../contract/contentSecurityPolicy.ts'
import { newToken } from './secrets.ts'
import { readSite } from './siteFiles.ts'
import { startServer } from './startServer.ts'
import { SCRIPT, serveSite, siteFolder, type Served } from './testing/servedSite.ts'
import { sendRaw } from './testing/sockets.ts'

let served: Served
beforeAll(async () => {
  served = await serveSite()
})
afterAll(() => served.remove())

const url = (path: string): string => `http://${served.host}${path}`
const raw = (head: string): Promise<string> => sendRaw(served.port, head)
const request = (line: string, more = ''): Promise<string> =>
  raw(`${line} HTTP/1.1\r\nHost: ${served.host}\r\nConnection: close\r\n${more}\r\n`)

describe('files', () => {
  test('the page has a nonce of its own in each response, in text and policy alike', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const response = await fetch(url('/'))
        const [nonce] = /(?<=nonce=")[^"]+/.exec(await response.text())!
        expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy(nonce))
        expect(response.headers.get('cache-control')).toBe('no-store')
        return nonce
      }),
    )
    expect(nonces[0]).not.toBe(nonces[1])
    expect(nonces[0]).toMatch(/^[\w+/]{24}$/)
  })

  test('files have their type, and are kept by browsers as long as they can be', async () => {
    const script = await fetch(url('/assets/index-AbC.js?x'))
    expect(await script.text()).toBe(SCRIPT)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cache-control')).toBe('max-age=31536000, immutable')
    const icon = await fetch(url('/icon.svg'))
    expect(icon.headers.get('cache-control')).toBe('no-cache')
    const again = await fetch(url('/icon.svg'), { headers: { 'if-none-match': icon.headers.get('etag')! } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect(await (await fetch(url('/icon.svg'), { method: 'HEAD' })).text()).toBe('')
  })

  test.each([['/'], ['/icon.svg'], ['/session'], ['/nothing']])('%s has all headers of security', async (path) => {
    const { headers } = await fetch(url(path))
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';.*frame-ancestors/)
    expect({
      nosniff: headers.get('x-content-type-options'),
      referrer: headers.get('referrer-policy'),
      opener: headers.get('cross-origin-opener-policy'),
      resource: headers.get('cross-origin-resource-policy'),
      cors: headers.get('access-control-allow-origin'),
      by: headers.get('x-powered-by') ?? headers.get('server'),
    }).toEqual({
      nosniff: 'nosniff',
      referrer: 'no-referrer',
      opener: 'same-origin',
      resource: 'same-origin',
      cors: null,
      by: null,
    })
  })

  test('is read once: what is put into the folder later is not served', async () => {
    writeFileSync(join(served.folder, 'site', 'later.txt'), 'later')
    expect((await fetch(url('/later.txt'))).status).toBe(404)
  })

  test('links that lead out of the folder are left out', () => {
    const folder = siteFolder()
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'site', 'linked.txt'))
    symlinkSync(folder, join(folder, 'site', 'up'))
    const paths = [...readSite(join(folder, 'site')).files.keys()]
    rmSync(folder, { recursive: true })
    expect(paths.toSorted()).toEqual(['/assets/index-AbC.js', '/icon.svg'])
  })
})

describe('paths that want to leave', () => {
  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '//etc/passwd',
    '/etc/passwd',
    '/assets/../../secret.txt',
    '/assets/..%00/index-AbC.js',
    '/icon.svg%00.html',
    '/icon.svg%2e',
    '/assets/',
    '/assets',
    '/__proto__',
    '/constructor',
    `/${'a'.repeat(10_000)}`,
    '/C:/Windows/win.ini',
    'http://127.0.0.1/icon.svg',
    'file:///etc/passwd',
    '*',
  ])('%s', async (path) => {
    const answer = await request(`GET ${path}`)
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).toContain('nosniff')
    expect(answer).not.toMatch(/secret$|root:/)
  })

  test('bytes that are no path', async () => {
    for (const path of ['/\0', '/icon.svg\0', '/\u00ff..\u00ff', '/ /x', '']) {
      expect(await request(`GET ${path}`)).not.toMatch(/^HTTP\/1\.1 200/)
    }
  })
})

describe('methods and heads', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s is not taken', async (name) => {
    const answer = await request(`${name} /`, `Origin: https://evil.example\r\nContent-Length: 0\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*Allow: GET, HEAD/)
    expect(answer).not.toContain('Access-Control')
  })

  test('a body without end is not waited for', async () => {
    const answer = await request('POST /', `Content-Length: 1000000000\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
  })

  test('CONNECT makes no proxy', async () => {
    expect(await raw(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: ${served.host}\r\n\r\n`)).not.toContain('200')
  })

  test('a cross-site preflight is told nothing', async () => {
    const answer = await request(
      'OPTIONS /session',
      'Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
    expect(answer).not.toMatch(/access-control-allow/i)
  })

  test('nothing of a request comes back in a head', async () => {
    const answer = await request(
      'GET /%0d%0aSet-Cookie:%20a=b?x=%0d%0aX-Evil:1',
      'X-Evil: <img src=x onerror=alert(1)>\r\n',
    )
    expect(answer).not.toMatch(/set-cookie|evil|onerror/i)
  })

  test('what is no HTTP, or too large a head, is refused with all headers', async () => {
    for (const bytes of ['\x16\x03\x01\x02\x00\x01', 'GET\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']) {
      expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*nosniff/)
    }
    expect(await request('GET /', `X-Large: ${'x'.repeat(100_000)}\r\n`)).toMatch(/^HTTP\/1\.1 400/)
    const smuggled = `GET / HTTP/1.1\r\nHost: ${served.host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    expect(await raw(smuggled)).toMatch(/^HTTP\/1\.1 400/)
  })
})

describe('names', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.evil.example:PORT',
    'localhost.evil.example:PORT',
    '0.0.0.0:PORT',
    '127.0.0.2:PORT',
    '[::1]:PORT',
    'user@127.0.0.1:PORT',
    '127.0.0.1:PORT, evil.example',
    '',
    '__proto__',
  ])('a page of another name leads nowhere: %s', async (name) => {
    const host = name.replace('PORT', String(served.port))
    for (const path of ['/', '/icon.svg', '/session']) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAuthorization: Bearer ${served.token}\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 40[03] /)
      expect(answer).not.toContain(served.token)
    }
  })

  test('nor does one without a name, or with two', async () => {
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403/)
    expect(await raw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
    const twice = await raw(`GET / HTTP/1.1\r\nHost: evil.example\r\nHost: ${served.host}\r\nConnection: close\r\n\r\n`)
    expect(twice).toMatch(/^HTTP\/1\.1 40[03]/)
  })

  test('localhost is one of them, in any letters', async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nHost: LocalHost:${served.port}\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
  })
})

describe('sessions', () => {
  const ask = async (authorization: string): Promise<[number, string]> => {
    const response = await fetch(url('/session'), { headers: { authorization } })
    return [response.status, await response.text()]
  }

  test('the token is given to who has it', async () => {
    expect(await ask(`Bearer ${served.token}`)).toEqual([200, JSON.stringify({ token: served.token })])
  })

  test('a ticket is exchanged for it once', async () => {
    const [, ticket] = served.server.ticketUrl().split('#ticket=')
    expect(ticket).not.toBe(served.token)
    expect(await ask(`Ticket ${ticket}`)).toEqual([200, JSON.stringify({ token: served.token })])
    expect((await ask(`Ticket ${ticket}`))[0]).toBe(401)
  })

  test.each(['', 'Bearer', 'Bearer ', 'Bearer x', `Bearer ${newToken()}`, `Ticket ${newToken()}`, 'Basic YTpi'])(
    'refused: %s',
    async (authorization) => {
      const [status, text] = await ask(authorization)
      expect(status).toBe(401)
      expect(text).toContain('Open the address that `loadwright serve` printed')
    },
  )

  test('refused: a token that is too long, of another length, or in the query', async () => {
    expect((await ask(`Bearer ${'x'.repeat(10_000)}`))[0]).toBe(401)
    expect((await ask(`Bearer ${served.token}x`))[0]).toBe(401)
    expect((await ask(`Ticket ${served.token}`))[0]).toBe(401)
    expect((await fetch(url(`/session?token=${served.token}`))).status).toBe(401)
  })
})

describe('what keeps a server from starting is said in a sentence', () => {
  const start = (host: string, port: number, rendererFolder = join(served.folder, 'site')): Promise<unknown> =>
    startServer({ host, port, token: newToken(), rendererFolder, serve: () => {} })

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    await expect(start('127.0.0.1', port)).rejects.toThrow(`Port ${port} is taken by another program.`)
    other.close()
  })

  test('an address of another machine', async () => {
    await expect(start('192.0.2.1', 0)).rejects.toThrow('"192.0.2.1" is no address of this machine.')
    await expect(start('no such host.invalid', 0)).rejects.toThrow('is no address of this machine.')
  })

  test('a page that was not built', async () => {
    await expect(start('127.0.0.1', 0, join(served.folder, 'none'))).rejects.toThrow('`npm run build` makes it.')
  })
})

test('everywhere: each address is named, and answers to its own name only', async () => {
  const everywhere = await serveSite({ host: '0.0.0.0' })
  const [first] = everywhere.server.addresses
  expect(first).toMatch(/^http:\/\/127\.0\.0\.1:/)
  for (const address of everywhere.server.addresses) expect((await fetch(address)).status).toBe(200)
  const rebound = `GET / HTTP/1.1\r\nHost: evil.example:${everywhere.port}\r\nConnection: close\r\n\r\n`
  expect(await sendRaw(everywhere.port, rebound)).toMatch(/^HTTP\/1\.1 403/)
  expect((await fetch(`${first}/session`)).status).toBe(401)
  await everywhere.remove()
})
