/**
 * The headers of one request, kept in the form in which HTTP/1.1 sends them, because that is all that most requests need: names and
 * values are only told apart again when somebody looks (an exemplar, a redirect, another protocol).
 */
import { InvalidValueError } from '../../values/invalidValue.ts'

/** Field values by RFC 9110 §5.5: a character beyond these could end the line and begin a header of its own. */
const UNFIT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/
/** A token by RFC 9110 §5.6.2. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/

export class RequestHeaders {
  static readonly none = new RequestHeaders('', false)

  /** `name: value\r\n` for each, names in lower case. */
  readonly text: string
  /** One of them is `host`. */
  readonly hasHost: boolean

  /** `text` must be made of `headerLine`s. */
  constructor(text: string, hasHost: boolean) {
    this.text = text
    this.hasHost = hasHost
  }

  /**
   * @param pairs names in lower case and values in turn
   * @throws InvalidValueError
   */
  static of(pairs: readonly string[]): RequestHeaders {
    let text = ''
    let hasHost = false
    for (let i = 0; i < pairs.length; i += 2) {
      text += headerLine(pairs[i]!, pairs[i + 1]!)
      hasHost ||= pairs[i] === 'host'
    }
    return new RequestHeaders(text, hasHost)
  }

  /** Names and values in turn. */
  get pairs(): string[] {
    const pairs: string[] = []
    for (const line of this.text.split('\r\n')) {
      const colon = line.indexOf(': ')
      if (colon > 0) pairs.push(line.slice(0, colon), line.slice(colon + 2))
    }
    return pairs
  }

  has(name: string): boolean {
    return this.text.startsWith(`${name}: `) || this.text.includes(`\r\n${name}: `)
  }

  /** These but that one. */
  without(name: string): RequestHeaders {
    if (!this.has(name)) return this
    const { pairs } = this
    return RequestHeaders.of(pairs.filter((_, at) => pairs[at - (at % 2)] !== name))
  }

  /** These and one more. @throws InvalidValueError */
  with(name: string, value: string): RequestHeaders {
    return new RequestHeaders(this.text + headerLine(name, value), this.hasHost || name === 'host')
  }
}

/** Whether a request can carry it. */
export function isHeader(name: string, value: string): boolean {
  return NAME.test(name) && !UNFIT_IN_VALUE.test(value)
}

/** One header as it is sent. @throws InvalidValueError when it would break the request */
export function headerLine(name: string, value: string): string {
  if (!NAME.test(name)) throw new InvalidValueError(`"${name.slice(0, 100)}" cannot be the name of a header`)
  if (UNFIT_IN_VALUE.test(value))
    throw new InvalidValueError(`the header ${name} has a character that headers cannot carry, such as a line break`)
  return `${name}: ${value}\r\n`
}
