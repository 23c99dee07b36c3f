// What leaves the engine as text (exemplars, error messages, debug output) goes through here first, so that secrets never
// reach disk, logs, history or reports. Hidden are the plan's secrets in any spelling, and the values of everything that is
// named like a secret: headers, cookies, parameters, members of JSON and forms. When in doubt it hides too much.
import { isSensitiveName, isSensitiveParameter } from './sensitiveNames.ts'
import { secretPattern } from './secretPattern.ts'
import { maskMembers } from './maskMembers.ts'

export const MASK = '•••'

/** Longest text whose masked form is remembered, and how many are. */
const REMEMBERED_LENGTH = 200
const REMEMBERED_COUNT = 1000

const TEXT_VALUE_END = /[&;\s"'<>]/
const URL_VALUE_END = /[&;#\s"'<>]/

/** All of it is linear in the text, and none of it throws, whatever the text. */
export interface Masker {
  /** Bodies, messages, anything: JSON, forms, multipart, XML, plain text; whole, or cut at its end. */
  text(text: string): string
  /** Names as they are; values of sensitive ones hidden, but an authorization's scheme and the names of cookies kept. */
  headers(list: readonly (readonly [string, string])[]): [string, string][]
  /** An absolute URL or a path with query. */
  url(url: string): string
  /** The value of something with a name, such as an extracted variable. */
  value(name: string, value: string): string
}

/** @param secretValues literal values; empty ones hide nothing. */
export function createMasker(secretValues: readonly string[]): Masker {
  const pattern = secretPattern(secretValues.filter((value) => value !== ''))
  const literal = (text: string): string => (pattern === null ? text : text.replace(pattern, MASK))

  // Literal secrets first: hiding by name could cut one in two, and leave the rest.
  const masked = (value: string): string =>
    maskTokens(maskPairs(maskMembers(maskSentences(literal(value)), MASK), isSensitiveName, TEXT_VALUE_END))
  // When a system fails it fails with one message, thousands of times a second.
  const known = new Map<string, string>()
  const text = (value: string): string => {
    if (value.length > REMEMBERED_LENGTH) return masked(value)
    let result = known.get(value)
    if (result === undefined) {
      result = masked(value)
      if (known.size >= REMEMBERED_COUNT) known.clear()
      known.set(value, result)
    }
    return result
  }
  const url = (value: string): string =>
    maskTokens(maskPairs(maskUserInfo(literal(value)), isSensitiveParameter, URL_VALUE_END))
  return {
    text,
    url,
    headers: (list) => list.map(([name, value]) => [name, headerValue(name.toLowerCase(), value)]),
    value: (name, value) => (isSensitiveName(name) ? MASK : text(value)),
  }

  function headerValue(name: string, value: string): string {
    if (name === 'cookie') return maskCookies(literal(value))
    if (name === 'set-cookie') return maskSetCookie(literal(value))
    if (name === 'location' || name === 'referer' || name === 'content-location') return url(value)
    if (name === 'authorization' || name === 'proxy-authorization') return maskCredentials(value)
    return isSensitiveName(name) ? MASK : text(value)
  }
}

/** `Bearer abc` → `Bearer •••`. */
function maskCredentials(value: string): string {
  const scheme = /^(?:Basic|Bearer|Digest|Negotiate|Token|AWS4-HMAC-SHA256|ApiKey|DPoP|Hawk)(?= )/i.exec(value)?.[0]
  return scheme === undefined ? MASK : `${scheme} ${MASK}`
}

function maskCookies(value: string): string {
  return value
    .split(';')
    .map((cookie) => {
      const equals = cookie.indexOf('=')
      return equals < 0 ? ` ${MASK}` : cookie.slice(0, equals + 1) + MASK
    })
    .join(';')
    .trimStart()
}

/** The first pair is the cookie, the others are its attributes. */
function maskSetCookie(value: string): string {
  const semicolon = value.indexOf(';')
  const attributes = semicolon < 0 ? '' : value.slice(semicolon)
  return maskCookies(semicolon < 0 ? value : value.slice(0, semicolon)) + attributes
}

/** `https://user:password@host` → `https://•••@host`. */
function maskUserInfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]{0,20}:\/\/)[^/?#]*@/i, `$1${MASK}@`)
}

const PAIR_START = /(?:^|[?&;#,\s"'(])([A-Za-z0-9_.[\]%-]{1,100})=/g

/** `name=value` of queries, fragments, forms and plain text, up to a character of `valueEnd`. */
function maskPairs(text: string, isSensitive: (name: string) => boolean, valueEnd: RegExp): string {
  let masked = ''
  let done = 0
  // Copies, because the positions are kept in the patterns.
  const start = new RegExp(PAIR_START)
  const end = new RegExp(valueEnd, 'g')
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    // Only the name is behind us, because the value may hold the next pair: `#access_token=` behind `x=1`.
    if (!isSensitive(match[1] ?? '')) continue
    const from = start.lastIndex
    end.lastIndex = from
    const to = end.exec(text)?.index ?? text.length
    if (to > from) masked += text.slice(done, from) + MASK
    else masked += text.slice(done, from)
    done = to
    start.lastIndex = to
  }
  return done === 0 ? text : masked + text.slice(done)
}

/** Our own sentences on failed checks: `$.token is "abc", expected …`, `header x-api-key is …`. */
function maskSentences(text: string): string {
  return text.replace(
    /(\$\S{1,200}|\bheader \S{1,100}) is (?!missing\b)[^\n]+/g,
    (sentence: string, subject: string) => {
      const name = /([\w-]{1,100})['"\]]{0,3}$/.exec(subject)?.[1] ?? ''
      return isSensitiveName(name) ? `${subject} is ${MASK}` : sentence
    },
  )
}

/** Credentials that show by their form, under any name: `Bearer …`, and signed tokens (JWT). */
function maskTokens(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)( +|%20|\+)[A-Za-z0-9._~+/=-]{6,}/gi, `$1$2${MASK}`)
    .replace(/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g, MASK)
}
