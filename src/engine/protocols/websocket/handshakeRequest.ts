/** What a plan's `websocket` step asks for, in the form that `ws` takes. */
import type { EngineContext } from '../../engineContext.ts'
import type { LinkedSocket } from '../../linkedPlan.ts'
import { resolveUrl } from '../http/url.ts'
import type { Scope } from '../../values/scope.ts'
import type { UserCookies } from '../http/cookies.ts'

export interface HandshakeRequest {
  /** `ws://host:port/path?query` */
  url: string
  /** The same as http(s), which is where its cookies are kept. */
  httpUrl: string
  host: string
  port: number
  secure: boolean
  /** Names and values in turn, as they are shown. */
  headers: string[]
  subprotocols: string[]
  /** Compression of messages; only for plans that ask for it with a `sec-websocket-extensions` header. */
  compress: boolean
}

/** @throws InvalidValueError when the URL or a header cannot be made. */
export function handshakeRequest(
  context: EngineContext,
  socket: LinkedSocket,
  owner: Scope & { readonly type: number; readonly cookies: UserCookies | null },
): HandshakeRequest {
  const { origin: targetOrigin, basePath } = context.plan
  const text = socket.url(owner)
  const { origin, path } = resolveUrl(text.replace(/^ws(s?):\/\//i, 'http$1://'), targetOrigin, basePath)
  const httpUrl = origin + path
  const { hostname, port, protocol } = new URL(origin)
  const secure = protocol === 'https:'
  const headers = socket.headers[owner.type]!(owner).pairs
  const cookie = owner.cookies === null || hasHeader(headers, 'cookie') ? '' : owner.cookies.headerFor(httpUrl)
  return {
    url: `ws${httpUrl.slice('http'.length)}`,
    httpUrl,
    host: hostname,
    port: Number(port) || (secure ? 443 : 80),
    secure,
    headers: cookie === '' ? headers : [...headers, 'cookie', cookie],
    subprotocols: valuesOf(headers, 'sec-websocket-protocol'),
    compress: valuesOf(headers, 'sec-websocket-extensions').some((value) => value.startsWith('permessage-deflate')),
  }
}

/** Those headers of the plan that are not the business of `ws` itself. */
export function ownHeaders(headers: string[]): Record<string, string> {
  const own: Record<string, string> = {}
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name !== 'sec-websocket-protocol' && name !== 'sec-websocket-extensions') own[name] = headers[i + 1]!
  }
  return own
}

function hasHeader(headers: string[], name: string): boolean {
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return true
  return false
}

function valuesOf(headers: string[], name: string): string[] {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] === name)
      return headers[i + 1]!.split(',')
        .map((value) => value.trim())
        .filter((value) => value !== '')
  }
  return []
}
