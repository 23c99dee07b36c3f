/** Who is asking: the hooks that let a request pass only with a good token, and say exactly what is wrong with a bad one. */
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Viewer } from '../database/workflows.ts'
import { refuse } from './refuse.ts'
import type { Session, TokenCheck, Tokens } from './tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on routes without `requireUser`. */
    session: Session | null
  }
}

/** The bodies of 401, a different one for each reason. */
export const AUTH_MESSAGES: Readonly<
  Record<Exclude<TokenCheck['outcome'], 'valid'> | 'missing', { readonly error: string; readonly message: string }>
> = {
  missing: { error: 'missing_token', message: 'an "authorization: Bearer TOKEN" header is needed' },
  invalid: { error: 'invalid_token', message: 'the token was not issued by this server' },
  expired: { error: 'expired_token', message: 'the token has expired' },
  revoked: { error: 'revoked_token', message: 'the token was logged out or refreshed' },
}

/** A hook that answers 401 unless there is a valid token, and puts its session on the request. */
export function requireUser(tokens: Tokens): onRequestHookHandler {
  return (request, reply, done) => {
    const header = request.headers.authorization
    const check: TokenCheck | { readonly outcome: 'missing' } =
      header === undefined
        ? { outcome: 'missing' }
        : header.startsWith('Bearer ')
          ? tokens.check(header.slice('Bearer '.length), Date.now())
          : { outcome: 'invalid' }
    if (check.outcome !== 'valid') {
      const { error, message } = AUTH_MESSAGES[check.outcome]
      reply.header('www-authenticate', 'Bearer')
      refuse(reply, 401, error, message)
      return
    }
    request.session = check.session
    done()
  }
}

/** A hook for after `requireUser` that answers 403 to those who are no admin. */
export const requireAdmin: onRequestHookHandler = (request, reply, done) => {
  if (request.session?.role === 'admin') done()
  else refuse(reply, 403, 'admin_only', 'only admins may do this')
}

/** The session of a request that has passed `requireUser`. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === null) throw new Error('this route is missing requireUser')
  return request.session
}

export function viewerOf(request: FastifyRequest): Viewer {
  const session = sessionOf(request)
  return { userId: session.id, isAdmin: session.role === 'admin' }
}
