// Failures of connections and exchanges in words: what happened, with whom, and where one exists, the cure. Codes are those
// of libuv, Node's TLS (OpenSSL, and BoringSSL in Electron), llhttp and undici 8 (undici/lib/core/errors.js).
import type { ErrorClass } from '../../../core/recording/second.ts'
import { BadResponseError } from './http1/badResponse.ts'
import { NoHttp2Error, StreamResetError } from './http2Client.ts'
import { tlsFailure } from './tlsFailure.ts'

export interface Failure {
  class: ErrorClass
  /** A plain sentence without a full stop; no addresses or ports but the target's, so that equal failures are one group. */
  message: string
  /** A limit of the machine that makes the load, not of the system under test. */
  generator: boolean
}

/** Where the request went. A `URL` will do. */
export interface FailureTarget {
  /** Name or address, with or without the port. */
  host: string
  /** '' or 0: the protocol's default. */
  port: number | string
  /** `https:` or `wss:`, with or without the colon, has port 443. */
  protocol: string
}

/** Longest unknown error text that is passed on. */
const MAX_MESSAGE_LENGTH = 300

/** What an error of a request means. Never throws, whatever was thrown. */
export function describeFailure(error: unknown, target: FailureTarget): Failure {
  return describe(error, target, 0)
}

function describe(error: unknown, target: FailureTarget, depth: number): Failure {
  if (depth < 5 && error instanceof AggregateError && error.errors.length > 0) {
    return describe(mostTelling(error.errors), target, depth + 1)
  }
  if (error instanceof BadResponseError) return badResponse(error, peerOf(target))
  if (error instanceof NoHttp2Error)
    return failure('protocol', `${peerOf(target)} does not speak HTTP/2 (${error.message}): set settings.http: 1.1`)
  if (error instanceof StreamResetError) return failure('reset', `the server ended the HTTP/2 stream (${error.reason})`)
  const code = textProperty(error, 'code')
  const known =
    byCode(code, error, target) ?? tlsFailure(code, textProperty(error, 'message'), hostOf(target), peerOf(target))
  if (known !== null) return known
  const cause = error instanceof Error ? error.cause : undefined
  if (depth < 5 && cause instanceof Error) return describe(cause, target, depth + 1)
  return unknownFailure(error, code)
}

function badResponse({ kind, message }: BadResponseError, peer: string): Failure {
  switch (kind) {
    case 'notHttp':
      return failure('protocol', `what ${peer} answered is not HTTP/1.1`)
    case 'invalid':
      return failure('protocol', `the response is not valid HTTP: ${message}`)
    case 'headTooLarge':
      return failure('protocol', 'the response headers are larger than 16 KB')
    case 'upgrade':
      return failure('protocol', 'the server changed the protocol (101 or an upgrade), which was not asked for')
  }
}

function byCode(code: string, error: unknown, target: FailureTarget): Failure | null {
  const peer = peerOf(target, error)
  switch (code) {
    case 'ECONNREFUSED':
      return failure('connection', `connection refused: nothing is listening on ${peer}`)
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
      return failure('connection', `${peer} cannot be reached: no route to the host`)
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return failure('connection', `${peer} cannot be reached: no network leads there`)
    case 'EACCES':
    case 'EPERM':
      return failure(
        'connection',
        `the connection to ${peer} is not permitted: a firewall rule of this machine forbids it`,
      )
    case 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL':
      return failure(
        'protocol',
        `${peer} does not speak HTTP/2 (it refused it in the TLS handshake): set settings.http: 1.1`,
      )
    case 'UND_ERR_PRX_CONN':
      return failure('connection', `the proxy did not connect to ${peer}: ${oneLine(error)}`)
    case 'UND_ERR_PRX_TLS':
      return failure('tls', `the secure connection to the proxy failed: ${oneLine(error)}`)
    case 'UND_ERR_SOCKS5':
      return failure('connection', `the SOCKS proxy did not connect to ${peer}: ${oneLine(error)}`)

    case 'ENOTFOUND':
    case 'ENODATA':
    case 'ENONAME':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return failure('dns', `name not found: ${hostOf(target, error)}`)
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'ESERVFAIL':
      return failure('dns', `name not found: the name server gave no answer for ${hostOf(target, error)}`)

    case 'EMFILE':
      return generator(
        'this process may open no more files: raise its limit of open files (ulimit -n), or use more engines',
      )
    case 'ENFILE':
      return generator('this machine may open no more files: raise the system limit (fs.file-max)')
    case 'EADDRNOTAVAIL':
    case 'EADDRINUSE':
      return generator(
        `no local port is free for another connection to ${peer}: keep connections open, or widen this machine's range (net.ipv4.ip_local_port_range)`,
      )
    case 'ENOBUFS':
    case 'ENOMEM':
      return generator(
        'this machine has no memory left for another connection: use fewer connections, or more machines',
      )

    case 'UND_ERR_CONNECT_TIMEOUT': {
      const message = textProperty(error, 'message')
      return failure('timeout', message.startsWith('no connection to ') ? message : `no connection to ${peer} in time`)
    }
    case 'ETIMEDOUT':
      return textProperty(error, 'syscall') === 'read' || textProperty(error, 'syscall') === 'write'
        ? failure('timeout', 'the connection timed out: the server stopped answering')
        : failure('timeout', `no connection to ${peer} in time`)
    case 'UND_ERR_HEADERS_TIMEOUT':
      return failure('timeout', 'no response in time')
    case 'UND_ERR_BODY_TIMEOUT':
      return failure('timeout', 'the response was not complete in time')

    case 'ECONNRESET':
      // Node's own wording for an end during the handshake; it has no code of its own.
      if (textProperty(error, 'message').includes('before secure TLS connection')) {
        return failure('tls', 'the server closed the connection during the TLS handshake')
      }
      return failure('reset', LOST)
    case 'UND_ERR_SOCKET': {
      // What undici does not go along with, it ends itself; its words are its only sign.
      const message = textProperty(error, 'message')
      if (message === 'bad response')
        return failure('protocol', 'the server sent an interim response (100 Continue) that was not asked for')
      if (message === 'bad upgrade')
        return failure('protocol', 'the server changed the protocol (101 or an upgrade), which was not asked for')
      return failure('reset', LOST)
    }
    case 'EPIPE':
    case 'ECONNABORTED':
    case 'ENOTCONN':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return failure('reset', LOST)

    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'HPE_HEADER_OVERFLOW':
      return failure('protocol', 'the response headers are larger than 16 KB')
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return failure('protocol', 'the response body and its content-length header do not agree')
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return failure('tooLarge', 'the response body is larger than the limit')
    case 'UND_ERR_REDIRECT_MAX':
      return failure('redirect', 'too many redirects')

    case 'UND_ERR_ABORTED':
    case 'UND_ERR_ABORT':
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
    case 'ABORT_ERR':
      return failure('interrupted', 'the request was cut off before its response was complete')

    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
    case 'ERR_INVALID_URL':
    case 'ERR_INVALID_CHAR':
    case 'ERR_INVALID_ARG_TYPE':
    case 'ERR_INVALID_ARG_VALUE':
    case 'ERR_SOCKET_BAD_PORT':
    case 'ERR_HTTP_INVALID_HEADER_VALUE':
    case 'ERR_INVALID_HTTP_TOKEN':
      return failure('invalid', `the request could not be built: ${oneLine(error)}`)
    case 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH':
      return failure('invalid', 'the request body and its content-length header do not agree')
  }
  // undici 8.12 gives its HTTPParserError no code; the reason of llhttp stands in brackets.
  if (code.startsWith('HPE_') || textProperty(error, 'name') === 'HTTPParserError') {
    const reason = /\((.{1,100})\)/.exec(oneLine(error))?.[1] ?? oneLine(error)
    return reason.startsWith('Expected HTTP/')
      ? failure('protocol', `what ${peer} answered is not HTTP/1.1`)
      : failure('protocol', `the response is not valid HTTP: ${reason}`)
  }
  if (code.startsWith('ERR_HTTP2') || code.startsWith('NGHTTP2')) {
    return failure('protocol', `HTTP/2 failed: ${oneLine(error)}`)
  }
  if (textProperty(error, 'syscall') === 'getaddrinfo') {
    return failure('dns', `name not found: ${hostOf(target, error)} (${code})`)
  }
  return null
}

const LOST = 'the server closed the connection before the response was complete'

function failure(errorClass: ErrorClass, message: string): Failure {
  return { class: errorClass, message, generator: false }
}

function generator(message: string): Failure {
  return { class: 'connection', message, generator: true }
}

/** A TypeError without a code is a request that undici or Node refused to build; anything else befell the connection. */
function unknownFailure(error: unknown, code: string): Failure {
  const text = oneLine(error)
  const message = code === '' || text.includes(code) ? text : `${text} (${code})`
  return error instanceof TypeError
    ? failure('invalid', `the request could not be built: ${message}`)
    : failure('connection', message)
}

/**
 * Of the failures of a host's addresses, the one to show: an address family that this machine does not have fails at once and
 * says nothing about the server.
 */
function mostTelling(errors: readonly unknown[]): unknown {
  const silent = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EHOSTUNREACH'])
  return errors.find((error) => !silent.has(textProperty(error, 'code'))) ?? errors[0]
}

/** `host:port` of the peer: the target, or who the error names where that is someone else (a proxy). */
function peerOf(target: FailureTarget, error?: unknown): string {
  const standard = /^(https|wss):?$/.test(target.protocol) ? 443 : 80
  const port = Number(target.port) || standard
  const errorPort = Number(textProperty(error, 'port'))
  const address = textProperty(error, 'address')
  if (address !== '' && errorPort > 0 && errorPort !== port) return `${bracketed(address)}:${errorPort}`
  return `${bracketed(hostOf(target))}:${port}`
}

/** The host without its port. */
function hostOf({ host, port }: FailureTarget, error?: unknown): string {
  const asked = textProperty(error, 'hostname')
  if (asked !== '') return asked
  const isBareAddress = !host.startsWith('[') && host.indexOf(':') !== host.lastIndexOf(':')
  return isBareAddress || !host.endsWith(`:${port}`) ? host : host.slice(0, -`:${port}`.length)
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

function oneLine(error: unknown): string {
  const message = textProperty(error, 'message') || (typeof error === 'string' ? error : 'an unknown error')
  return message.slice(0, MAX_MESSAGE_LENGTH).replace(/\s+/g, ' ').trim()
}

/** A property of whatever was thrown, as text; '' when there is none. */
function textProperty(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return ''
  const property: unknown = Reflect.get(value, name)
  return typeof property === 'string' || typeof property === 'number' ? String(property) : ''
}
