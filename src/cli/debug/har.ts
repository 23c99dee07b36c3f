/**
 * A debugged iteration as an HTTP Archive 1.2, for browsers' developer tools and other readers. What the format cannot say is
 * left out or −1 (not applicable), never made up. Secrets are masked already.
 * Format: http://www.softwareishard.com/blog/har-12-spec/, WebSocket messages as Chrome exports them.
 */
import type { Exchange } from '../../contract/engineMessages.ts'
import { PHASES, type Phase } from '../../core/recording/second.ts'
import { isBodyCut } from './bodyText.ts'

export interface HarSource {
  version: string
  /** From positions of steps to the positions of their sockets. */
  socketOf: ReadonlyMap<string, string>
}

interface HarMessage {
  type: 'send' | 'receive'
  /** Seconds since 1970. */
  time: number
  /** 1: text. */
  opcode: 1
  data: string
}

interface NamedValue {
  name: string
  value: string
}

/** −1: not applicable. */
const NOT_APPLICABLE = -1
const CUT = 'Only the first 16 KB were kept.'

export function harOf(exchanges: readonly Exchange[], { version, socketOf }: HarSource): object {
  const messages = messagesOfSockets(exchanges, socketOf)
  const entries = exchanges.flatMap((exchange) => {
    const isSocket = exchange.kind === 'socketOpen'
    if ((exchange.kind !== 'http' && !isSocket) || exchange.request === null) return []
    return [entryOf(exchange, isSocket ? (messages.get(exchange) ?? []) : null)]
  })
  return { log: { version: '1.2', creator: { name: 'loadwright', version }, pages: [], entries } }
}

function entryOf(exchange: Exchange, messages: HarMessage[] | null): object {
  const { startedAtMs, error, position, endpoint, phasesUs } = exchange
  const timings = timingsOf(phasesUs)
  const { ssl: _inConnect, ...parts } = timings
  const time = Object.values(parts).reduce((sum, ms) => (ms === NOT_APPLICABLE ? sum : sum + ms), 0)
  return {
    startedDateTime: new Date(startedAtMs).toISOString(),
    time,
    request: requestOf(exchange.request!),
    response: responseOf(exchange.response, exchange.request!.httpVersion),
    cache: {},
    timings,
    comment: [position, endpoint].filter((part) => part !== null && part !== '').join(', '),
    ...(error === null ? {} : { _error: `${error.class}: ${error.message}` }),
    ...(messages === null ? {} : { _resourceType: 'websocket', _webSocketMessages: messages }),
  }
}

/** ms. Names and connections are looked up and made only for new connections; TLS is part of connecting, and stands once more as `ssl`. */
function timingsOf(
  phasesUs: readonly number[],
): Record<'blocked' | 'dns' | 'connect' | 'ssl' | 'send' | 'wait' | 'receive', number> {
  const ms = (phase: Phase): number => (phasesUs[PHASES.indexOf(phase)] ?? 0) / 1000
  const orNone = (value: number): number => (value > 0 ? value : NOT_APPLICABLE)
  return {
    blocked: orNone(ms('blocked')),
    dns: orNone(ms('dns')),
    connect: orNone(ms('connect') + ms('tls')),
    ssl: orNone(ms('tls')),
    send: ms('send'),
    wait: ms('wait'),
    receive: ms('receive'),
  }
}

function requestOf({ method, url, httpVersion, headers, body }: NonNullable<Exchange['request']>): object {
  const mimeType = headerOf(headers, 'content-type') ?? 'application/octet-stream'
  const isCut = body !== null && isBodyCut(body, null)
  const length = Number(headerOf(headers, 'content-length') ?? Number.NaN)
  return {
    method,
    url,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: (headerOf(headers, 'cookie') ?? '').split(';').flatMap(cookieOf),
    headers: namedValues(headers),
    queryString: queryOf(url),
    ...(body === null ? {} : { postData: { mimeType, text: body, ...(isCut ? { comment: CUT } : {}) } }),
    headersSize: NOT_APPLICABLE,
    bodySize: body === null ? 0 : Number.isInteger(length) ? length : NOT_APPLICABLE,
  }
}

/** Without a response the status is 0, as browsers write it. */
function responseOf(response: Exchange['response'], httpVersion: string): object {
  const { status = 0, statusText = '', headers = [], body = null, bodyBytes = NOT_APPLICABLE } = response ?? {}
  const isCut = body !== null && isBodyCut(body, bodyBytes)
  const isPlain = headerOf(headers, 'content-encoding') === undefined
  // The length of the content itself; of a compressed one that was not kept whole nobody knows it.
  const size = isPlain ? Math.max(0, bodyBytes) : body !== null && !isCut ? Buffer.byteLength(body) : NOT_APPLICABLE
  const comment = isCut ? CUT : body === null && bodyBytes > 0 ? 'The body is no text, or was not kept.' : null
  return {
    status,
    statusText,
    httpVersion: response === null ? '' : `HTTP/${httpVersion}`,
    cookies: headers
      .filter(([name]) => name.toLowerCase() === 'set-cookie')
      .flatMap(([, value]) => cookieOf(value.split(';', 1)[0]!)),
    headers: namedValues(headers),
    content: {
      size,
      mimeType: headerOf(headers, 'content-type') ?? 'x-unknown',
      ...(body === null ? {} : { text: body }),
      ...(comment === null ? {} : { comment }),
    },
    redirectURL: headerOf(headers, 'location') ?? '',
    headersSize: NOT_APPLICABLE,
    bodySize: bodyBytes,
  }
}

/** Messages by the exchange that opened their socket; of a socket opened several times, the last before them. */
function messagesOfSockets(
  exchanges: readonly Exchange[],
  socketOf: ReadonlyMap<string, string>,
): Map<Exchange, HarMessage[]> {
  const messages = new Map<Exchange, HarMessage[]>()
  const opened = new Map<string, Exchange>()
  let last: Exchange | null = null
  for (const exchange of exchanges) {
    const { kind, position, startedAtMs, durationUs, text } = exchange
    if (kind === 'socketOpen') {
      messages.set(exchange, [])
      opened.set(position, exchange)
      last = exchange
      continue
    }
    if ((kind !== 'sent' && kind !== 'received') || text === null) continue
    const socket = opened.get(socketOf.get(position) ?? position) ?? last
    const time = (startedAtMs + durationUs / 1000) / 1000
    if (socket) messages.get(socket)!.push({ type: kind === 'sent' ? 'send' : 'receive', time, opcode: 1, data: text })
  }
  return messages
}

function headerOf(headers: readonly [string, string][], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}

function namedValues(pairs: readonly [string, string][]): NamedValue[] {
  return pairs.map(([name, value]) => ({ name, value }))
}

function cookieOf(text: string): NamedValue[] {
  const at = text.indexOf('=')
  return at < 0 ? [] : [{ name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }]
}

/** Not by `URL`, which would write masks and broken escapes anew. */
function queryOf(url: string): NamedValue[] {
  const at = url.indexOf('?')
  if (at < 0) return []
  const query = url.slice(at + 1).split('#', 1)[0]!
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=')
      return { name: decoded(name), value: decoded(value.join('=')) }
    })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
