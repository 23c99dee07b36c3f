// What checks and extractions see of an answer, whatever brought it: an HTTP response, or one WebSocket message. Text and
// JSON are made at most once and only when something asks, because most answers of a load test are never looked into.
import { InvalidValueError } from './invalidValue.ts'
import { excerptOf } from './valueText.ts'

export type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>

/** What stands before the body. `headers` may be read only when they are asked for. */
export interface AnswerHead {
  readonly status: number
  readonly headers: ReceivedHeaders
}

export interface ResponseView {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReceivedHeaders
  /** Response time in milliseconds, what `expect: {time}` is about. */
  readonly elapsedMs: number
  /** Bytes of the body as `expect: {size}` counts them: decoded. */
  readonly bytes: number
  text(): string
  /**
   * The parsed body, always the same object.
   * @throws NotJsonError, each time, when the body is not JSON.
   */
  json(): unknown
  /** Value of the cookie that this response sets; undefined when it does not, or deletes it with an empty value. */
  cookie(name: string): string | undefined
}

/** The message is a sentence: `the body is not JSON: <!DOCTYPE html…`. */
export class NotJsonError extends InvalidValueError {
  override name = 'NotJsonError'
}

/** A view over a text that is made lazily. One per answer; holds the body no longer than the caller holds the view. */
export class TextResponse implements ResponseView {
  readonly status: number
  readonly elapsedMs: number
  readonly bytes: number
  readonly #head: AnswerHead
  #read: (() => string) | null
  #text = ''
  #json: unknown = undefined
  #notJson: NotJsonError | null = null

  /** @param read called at most once, for the decoded text of the body. */
  constructor(head: AnswerHead, elapsedMs: number, bytes: number, read: () => string) {
    this.status = head.status
    this.#head = head
    this.elapsedMs = elapsedMs
    this.bytes = bytes
    this.#read = read
  }

  get headers(): ReceivedHeaders {
    return this.#head.headers
  }

  text(): string {
    if (this.#read !== null) {
      this.#text = this.#read()
      this.#read = null
    }
    return this.#text
  }

  json(): unknown {
    if (this.#json !== undefined) return this.#json
    if (this.#notJson !== null) throw this.#notJson
    const text = this.text()
    try {
      this.#json = JSON.parse(text)
    } catch (error) {
      this.#notJson = new NotJsonError(notJsonSentence(text, error))
      throw this.#notJson
    }
    return this.#json
  }

  cookie(name: string): string | undefined {
    return setCookieValue(this.headers['set-cookie'], name)
  }
}

/**
 * Why a text that was to be JSON is not, with its first characters.
 * @param error what JSON.parse threw
 */
function notJsonSentence(text: string, error: unknown): string {
  const start = text.slice(0, 200).trim()
  if (start === '' && text.length <= 200) return 'the body is not JSON: it is empty'
  // Only the beginning is shown: the end of an excerpt is where masking can recognise a secret that was cut.
  return `the body is not JSON${placeOf(error)}: ${excerptOf(start, 60)}`
}

/** Where V8 stopped reading; its whole text would show what the body contains there. */
function placeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('end of JSON')) return ' (it ends too early)'
  const position = /position (\d+)/.exec(message)?.[1]
  return position === undefined ? '' : ` (from character ${Number(position) + 1} on)`
}

/** The last value `set-cookie` gives a name (RFC 6265 §5.2: the value ends at `;`, spaces around it do not count). */
function setCookieValue(header: string | string[] | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  const lines = typeof header === 'string' ? [header] : header
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] as string
    const equals = line.indexOf('=')
    if (equals < 0 || line.slice(0, equals).trim() !== name) continue
    const end = line.indexOf(';', equals)
    const value = line.slice(equals + 1, end < 0 ? undefined : end).trim()
    return value === '' ? undefined : value
  }
  return undefined
}
