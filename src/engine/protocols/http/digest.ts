/** HTTP Digest authentication (RFC 7616): the answer to a challenge, and the nonce that is used again. */
import { createHash, randomBytes } from 'node:crypto'

export interface DigestCredentials {
  user: string
  password: string
}

export interface DigestChallenge {
  realm: string
  nonce: string
  opaque: string | null
  algorithm: 'MD5' | 'SHA-256' | 'MD5-sess' | 'SHA-256-sess'
  qop: 'auth' | null
  /** The credentials were right, the nonce is too old. */
  stale: boolean
}

const ALGORITHMS = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'] as const

/** The best challenge that can be answered, of all `www-authenticate` headers; null when there is none. */
export function challengeOf(headers: string | string[] | undefined): DigestChallenge | null {
  const found = [headers ?? []].flat().flatMap((header) =>
    header.split(/(?:^|,\s*)(?=digest\s)/i).flatMap((part) => {
      const challenge = /^\s*digest\s+/i.test(part) ? readChallenge(part.replace(/^\s*digest\s+/i, '')) : null
      return challenge === null ? [] : [challenge]
    }),
  )
  const rank = ({ algorithm }: DigestChallenge): number => ALGORITHMS.indexOf(algorithm)
  return found.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
}

function readChallenge(text: string): DigestChallenge | null {
  const values = new Map<string, string>()
  for (const [, name = '', quoted, plain] of text.matchAll(/([a-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi))
    values.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  const algorithm = ALGORITHMS.find((one) => one.toLowerCase() === (values.get('algorithm') ?? 'MD5').toLowerCase())
  const nonce = values.get('nonce')
  const options = values
    .get('qop')
    ?.split(',')
    .map((option) => option.trim().toLowerCase())
  // auth-int would need the whole body; a server that insists on it cannot be answered.
  if (algorithm === undefined || nonce === undefined || (options !== undefined && !options.includes('auth')))
    return null
  return {
    realm: values.get('realm') ?? '',
    nonce,
    opaque: values.get('opaque') ?? null,
    algorithm,
    qop: options === undefined ? null : 'auth',
    stale: values.get('stale')?.toLowerCase() === 'true',
  }
}

/** One user at one site: a challenge, answered as often as the server takes it. */
export class DigestSession {
  readonly #challenge: DigestChallenge
  readonly #cnonce: string
  #count = 0

  /** `cnonce`: for tests against published examples. */
  constructor(challenge: DigestChallenge, cnonce = randomBytes(12).toString('base64url')) {
    this.#challenge = challenge
    this.#cnonce = cnonce
  }

  /** Value of the authorization header. `uri`: the request target, path and query. */
  authorization(method: string, uri: string, { user, password }: DigestCredentials): string {
    const { realm, nonce, opaque, algorithm, qop } = this.#challenge
    const hash = (text: string): string =>
      createHash(algorithm.startsWith('SHA-256') ? 'sha256' : 'md5')
        .update(text)
        .digest('hex')
    const nc = (++this.#count).toString(16).padStart(8, '0')
    const secret = hash(`${user}:${realm}:${password}`)
    const a1 = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${this.#cnonce}`) : secret
    const a2 = hash(`${method}:${uri}`)
    const response =
      qop === null ? hash(`${a1}:${nonce}:${a2}`) : hash(`${a1}:${nonce}:${nc}:${this.#cnonce}:${qop}:${a2}`)
    const parts = [
      `username=${quoted(user)}`,
      `realm=${quoted(realm)}`,
      `nonce=${quoted(nonce)}`,
      `uri=${quoted(uri)}`,
      `algorithm=${algorithm}`,
      `response="${response}"`,
    ]
    if (opaque !== null) parts.push(`opaque=${quoted(opaque)}`)
    if (qop !== null || algorithm.endsWith('-sess')) parts.push(`cnonce="${this.#cnonce}"`)
    if (qop !== null) parts.push(`qop=${qop}`, `nc=${nc}`)
    return `Digest ${parts.join(', ')}`
  }
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
