/**
 * Bearer tokens: who it is, until when, signed. Nothing is kept per login, so a test of a million logins does not fill
 * the memory, and a token that has expired can still be told from one that never was.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Account } from '../database/accounts.ts'

/** Who is logged in. */
export interface Session extends Account {
  readonly serial: number
  readonly expiresAtMs: number
}

export type TokenCheck =
  | { readonly outcome: 'valid'; readonly session: Session }
  | { readonly outcome: 'invalid' | 'expired' | 'revoked' }

export interface Tokens {
  /** `ttlMs` 0 makes a token that has expired when it arrives. */
  issue(account: Account, ttlMs: number, nowMs: number): { token: string; expiresAtMs: number }
  check(token: string, nowMs: number): TokenCheck
  /** From now on the token is refused as revoked. */
  revoke(session: Session): void
}

/** Tokens whose signature was checked are remembered; more than this many are forgotten all at once. */
const MOST_REMEMBERED = 50_000

export function createTokens(): Tokens {
  const key = randomBytes(32)
  const remembered = new Map<string, Session>()
  const revoked = new Map<number, number>()
  let serials = 0

  const sign = (payload: string) => createHmac('sha256', key).update(payload).digest()

  function read(token: string): Session | undefined {
    const known = remembered.get(token)
    if (known !== undefined) return known
    const dot = token.indexOf('.')
    if (dot < 0 || token.length > 500) return undefined
    const payload = token.slice(0, dot)
    const signature = Buffer.from(token.slice(dot + 1), 'base64url')
    const expected = sign(payload)
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined
    // Signed by this process, so it is what `issue` wrote.
    const session = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Session
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(token, session)
    return session
  }

  return {
    issue(account, ttlMs, nowMs) {
      const session: Session = {
        id: account.id,
        username: account.username,
        role: account.role,
        serial: ++serials,
        expiresAtMs: nowMs + ttlMs,
      }
      const payload = Buffer.from(JSON.stringify(session)).toString('base64url')
      return { token: `${payload}.${sign(payload).toString('base64url')}`, expiresAtMs: session.expiresAtMs }
    },
    check(token, nowMs) {
      const session = read(token)
      if (session === undefined) return { outcome: 'invalid' }
      if (session.expiresAtMs <= nowMs) return { outcome: 'expired' }
      return revoked.has(session.serial) ? { outcome: 'revoked' } : { outcome: 'valid', session }
    },
    revoke(session) {
      // What has expired by itself need not be remembered as revoked. Serials rise, so the oldest are in front.
      const nowMs = Date.now()
      for (const [serial, expiresAtMs] of revoked) {
        if (expiresAtMs > nowMs) break
        revoked.delete(serial)
      }
      revoked.set(session.serial, session.expiresAtMs)
    },
  }
}
