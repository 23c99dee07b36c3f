/** Logging in and out. `ttlSeconds` on login shortens the token's life; 0 makes one that has already expired. */
import type { FastifyInstance } from 'fastify'
import type { Account } from '../database/accounts.ts'
import { requireUser, sessionOf } from '../http/authentication.ts'
import { refuse } from '../http/refuse.ts'
import type { Platform } from '../platform.ts'

interface LoginBody {
  readonly username: string
  readonly password: string
  readonly ttlSeconds?: number
}

const LOGIN_SCHEMA = {
  type: 'object',
  required: ['username', 'password'],
  properties: {
    username: { type: 'string', minLength: 1, maxLength: 200 },
    password: { type: 'string', minLength: 1, maxLength: 200 },
    ttlSeconds: { type: 'number', minimum: 0 },
  },
}

export function authenticationRoutes(app: FastifyInstance, { pool, tokens, settings }: Platform): void {
  const signedIn = requireUser(tokens)

  function grant(account: Account, ttlMs: number) {
    const { token, expiresAtMs } = tokens.issue(account, ttlMs, Date.now())
    return {
      token,
      expiresAt: new Date(expiresAtMs).toISOString(),
      user: { id: account.id, username: account.username, role: account.role },
    }
  }

  app.post<{ Body: LoginBody }>('/api/auth/login', { schema: { body: LOGIN_SCHEMA } }, async (request, reply) => {
    const { username, password, ttlSeconds } = request.body
    const account = await pool.read('checkPassword', { username, password })
    if (account === undefined) return refuse(reply, 401, 'invalid_credentials', 'the name or the password is wrong')
    const ttlMs = ttlSeconds === undefined ? settings.tokenTtlMs : Math.min(ttlSeconds * 1000, settings.tokenTtlMs)
    return grant(account, ttlMs)
  })

  app.post('/api/auth/refresh', { onRequest: signedIn }, async (request) => {
    const session = sessionOf(request)
    tokens.revoke(session)
    return grant(session, settings.tokenTtlMs)
  })

  app.post('/api/auth/logout', { onRequest: signedIn }, async (request, reply) => {
    tokens.revoke(sessionOf(request))
    return reply.code(204).send()
  })

  app.get('/api/auth/me', { onRequest: signedIn }, async (request) => {
    const { id, username, role, expiresAtMs } = sessionOf(request)
    return { id, username, role, expiresAt: new Date(expiresAtMs).toISOString() }
  })
}
