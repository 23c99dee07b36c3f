/** Status and headers of a response. Most are never looked at beyond the status, so headers stay text until they are. */
import type { ReceivedHeaders } from '../../values/response.ts'

export class ResponseHead {
  readonly status: number
  readonly statusText: string
  /** It sets cookies. */
  setsCookies = false
  /** Its body is packed. */
  isEncoded = false
  contentType: string | undefined = undefined
  readonly #lines: string
  #headers: ReceivedHeaders | null = null

  /** @param lines `name: value` lines, checked */
  constructor(status: number, statusText: string, lines: string) {
    this.status = status
    this.statusText = statusText
    this.#lines = lines
  }

  /** From headers that a library has read, names in lower case. */
  static of(status: number, statusText: string, headers: ReceivedHeaders): ResponseHead {
    const head = new ResponseHead(status, statusText, '')
    head.#headers = headers
    head.setsCookies = headers['set-cookie'] !== undefined
    head.isEncoded = headers['content-encoding'] !== undefined
    const type = headers['content-type']
    if (typeof type === 'string') head.contentType = type
    return head
  }

  /** Names in lower case; a header that was sent several times has several values. */
  get headers(): ReceivedHeaders {
    this.#headers ??= readHeaders(this.#lines)
    return this.#headers
  }
}

function readHeaders(lines: string): ReceivedHeaders {
  // Without a prototype: a header may be called __proto__ or constructor.
  const headers = Object.create(null) as Record<string, string | string[]>
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    const known = headers[name]
    if (known === undefined) headers[name] = value
    else if (typeof known === 'string') headers[name] = [known, value]
    else known.push(value)
  }
  return headers
}
