/** The head of a response: its status, and of its headers those that say where its body ends. */
import { ResponseHead } from '../responseHead.ts'
import { BadResponseError } from './badResponse.ts'

/** The same limit as Node's and undici's. */
export const MAX_HEAD_BYTES = 16 * 1024

/** What the head says of the body's end and of the connection. */
export interface Framing {
  /** Bytes of the body; null when the head does not say. */
  contentLength: number | null
  isChunked: boolean
  keepAlive: boolean
  keepAliveMs: number | null
}

const COLON = 58
const CR = 13

/** Characters of a header's name (RFC 9110 §5.6.2). */
const TOKEN = new Uint8Array(256)
for (const character of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  TOKEN[character.charCodeAt(0)] = 1

/**
 * @param text Latin-1, with the empty line at its end
 * @param framing is filled
 * @throws BadResponseError
 */
export function readHead(text: string, framing: Framing): ResponseHead {
  if (!text.startsWith('HTTP/1.')) throw new BadResponseError('notHttp')
  const minor = text.charCodeAt(7) - 48
  if ((minor !== 0 && minor !== 1) || text.charCodeAt(8) !== 32) throw invalid('Invalid HTTP version')
  const status = threeDigits(text, 9)
  const statusEnd = text.indexOf('\n', 12)
  const after = text.charCodeAt(12)
  if (status < 100 || (after !== 32 && after !== CR)) throw invalid('Invalid status code')
  if (text.charCodeAt(statusEnd - 1) !== CR) throw invalid('Missing CR before LF')
  framing.contentLength = null
  framing.isChunked = false
  framing.keepAlive = minor === 1
  framing.keepAliveMs = null
  const statusText = after === CR ? '' : text.slice(13, statusEnd - 1)
  const head = new ResponseHead(status, statusText, text.slice(statusEnd + 1))
  const end = text.length - 2
  for (let at = statusEnd + 1; at < end;) {
    const lineEnd = text.indexOf('\n', at)
    if (text.charCodeAt(lineEnd - 1) !== CR) throw invalid('Missing CR before LF')
    let colon = at
    while (TOKEN[text.charCodeAt(colon)] === 1) colon++
    if (colon === at || text.charCodeAt(colon) !== COLON) throw invalid('Invalid header token')
    // Only names of these lengths are of interest here.
    switch (colon - at) {
      case 10:
      case 12:
      case 14:
      case 16:
      case 17:
        lookAt(text.slice(at, colon).toLowerCase(), text.slice(colon + 1, lineEnd - 1), framing, head)
    }
    at = lineEnd + 1
  }
  if (framing.isChunked && framing.contentLength !== null)
    throw invalid("Content-Length can't be present with Transfer-Encoding")
  return head
}

function lookAt(name: string, value: string, framing: Framing, head: ResponseHead): void {
  switch (name) {
    case 'content-length': {
      if (framing.contentLength !== null) throw invalid('Content-Length already present')
      framing.contentLength = lengthOf(value.trim())
      return
    }
    case 'transfer-encoding':
      // Nothing else was asked for (no TE header), and a body in an unknown coding has no end that could be found.
      if (framing.isChunked || value.trim().toLowerCase() !== 'chunked')
        throw invalid(`Transfer-Encoding ${value.trim().slice(0, 50)} instead of chunked`)
      framing.isChunked = true
      return
    case 'connection':
      for (const option of value.toLowerCase().split(',')) {
        if (option.trim() === 'close') framing.keepAlive = false
        else if (option.trim() === 'keep-alive') framing.keepAlive = true
      }
      return
    case 'keep-alive': {
      const seconds = /(?:^|[,;\s])timeout\s*=\s*"?(\d{1,9})/i.exec(value)?.[1]
      if (seconds !== undefined) framing.keepAliveMs = Number(seconds) * 1000
      return
    }
    case 'content-type':
      head.contentType = value.trim()
      return
    case 'set-cookie':
      head.setsCookies = true
      return
    case 'content-encoding':
      head.isEncoded = true
  }
}

function lengthOf(digits: string): number {
  if (digits.length < 1 || digits.length > 15) throw invalid('Invalid character in Content-Length')
  let length = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) throw invalid('Invalid character in Content-Length')
    length = length * 10 + digit
  }
  return length
}

function threeDigits(text: string, at: number): number {
  let value = 0
  for (let i = at; i < at + 3; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) throw invalid('Invalid status code')
    value = value * 10 + digit
  }
  return value
}

function invalid(reason: string): BadResponseError {
  return new BadResponseError('invalid', reason)
}
