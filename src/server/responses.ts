/** What goes back, with the headers that are on everything. */
import { randomBytes } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { contentSecurityPolicy, NONCE_PLACEHOLDER } from '../contract/contentSecurityPolicy.ts'
import type { Refusal } from './admission.ts'
import type { SiteFile } from './siteFiles.ts'

const NO_STORE = 'no-store'

/** A nonce is for one response; only the page has use for it. */
function securityHeaders(nonce = newNonce()): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}

function newNonce(): string {
  return randomBytes(18).toString('base64')
}

export function sendPage(response: ServerResponse, page: string): void {
  const nonce = newNonce()
  response.writeHead(200, {
    ...securityHeaders(nonce),
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': NO_STORE,
  })
  response.end(page.replaceAll(NONCE_PLACEHOLDER, nonce))
}

export function sendFile(request: IncomingMessage, response: ServerResponse, file: SiteFile): void {
  const headers = {
    ...securityHeaders(),
    ETag: file.etag,
    'Cache-Control': file.isImmutable ? 'max-age=31536000, immutable' : 'no-cache',
  }
  if (request.headers['if-none-match'] === file.etag) response.writeHead(304, headers).end()
  else {
    const content = { 'Content-Type': file.mediaType, 'Content-Length': file.bytes.length }
    response.writeHead(200, { ...headers, ...content }).end(file.bytes)
  }
}

export function sendJson(response: ServerResponse, value: unknown): void {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': NO_STORE }
  response.writeHead(200, { ...securityHeaders(), ...headers }).end(JSON.stringify(value))
}

/** The connection is closed: whoever is refused has nothing more to send. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.status, refusalHeaders(refusal)).end(refusal.reason)
}

/** The same where there is no response to write to: an upgrade, or what is no HTTP. */
export function endWithRefusal(socket: Duplex, refusal: Refusal): void {
  const length = { 'Content-Length': String(Buffer.byteLength(refusal.reason)) }
  const lines = Object.entries({ ...refusalHeaders(refusal), ...length }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${refusal.reason}`,
    () => socket.destroy(),
  )
}

function refusalHeaders({ status }: Refusal): Record<string, string> {
  return {
    ...securityHeaders(),
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': NO_STORE,
    Connection: 'close',
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  }
}
