/**
 * The page, served under a scheme of its own. The built files are read once; requests are answered from that map, so that no path
 * of a request ever reaches the disk.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy, NONCE_PLACEHOLDER } from '../../contract/contentSecurityPolicy.ts'

export const SCHEME = 'app'
/** As `location.origin` of the page says it. */
export const PAGE_ORIGIN = `${SCHEME}://workbench`
export const PAGE_URL = `${PAGE_ORIGIN}/`

const PAGE_PATHS = new Set(['/', '/index.html'])

const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** Before the app is ready, and before anything is awaited. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/**
 * Once the app is ready.
 * @throws Error when the page was not built
 */
export function serveApp(folder: string): void {
  const files = readFiles(folder)
  const page = files.get('/index.html')?.toString('utf8')
  if (page === undefined)
    throw new Error(`The page of the workbench is not built: ${join(folder, 'index.html')} is missing.`)
  protocol.handle(SCHEME, ({ method, url }) => {
    const { origin, host, pathname } = new URL(url)
    // Node gives no origin to schemes that it does not know.
    if ((origin !== 'null' && origin !== PAGE_ORIGIN) || host !== 'workbench') return refused(404)
    if (method !== 'GET' && method !== 'HEAD') return refused(405)
    if (PAGE_PATHS.has(pathname)) {
      const nonce = newNonce()
      return respond(page.replaceAll(NONCE_PLACEHOLDER, nonce), '.html', nonce)
    }
    const bytes = files.get(pathname)
    return bytes === undefined ? refused(404) : respond(new Uint8Array(bytes), extname(pathname), newNonce())
  })
}

function newNonce(): string {
  return randomBytes(18).toString('base64')
}

function respond(body: string | Uint8Array<ArrayBuffer>, extension: string, nonce: string): Response {
  const mediaType = MEDIA_TYPES[extension] ?? 'application/octet-stream'
  return new Response(body, { headers: { ...securityHeaders(nonce), 'Content-Type': mediaType } })
}

function refused(status: 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders(newNonce()) })
}

function securityHeaders(nonce: string): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  }
}

/** By path as in a URL: `/assets/index-BhIXaspn.js`. Links are left out: they may lead elsewhere. */
function readFiles(folder: string): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>()
  const read = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = `${below}/${entry.name}`
      if (entry.isDirectory()) read(path)
      else if (entry.isFile()) files.set(path, readFileSync(join(folder, path)))
    }
  }
  read('')
  return files
}
