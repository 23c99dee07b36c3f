/** Who a request is from: the authorization header of HTTP Basic (RFC 7617) and bearer tokens (RFC 6750), and what Digest needs. */
import type { Auth } from '../../../core/plan/compiledPlan.ts'
import type { Scope } from '../../values/scope.ts'
import { compileTemplate, type CompiledTemplate } from '../../values/template.ts'
import type { DigestCredentials } from './digest.ts'

/** @returns the value of the header. @throws InvalidValueError, see CompiledTemplate, when it is rendered */
export function authorizationOf(
  auth: Exclude<Auth, { kind: 'none' | 'digest' }>,
  names: readonly string[],
): CompiledTemplate {
  if (auth.kind === 'bearer') {
    const token = compileTemplate(auth.token, names)
    return (scope) => `Bearer ${token(scope)}`
  }
  const user = compileTemplate(auth.user, names)
  const password = compileTemplate(auth.password, names)
  return (scope) => `Basic ${Buffer.from(`${user(scope)}:${password(scope)}`).toString('base64')}`
}

export function linkDigest(auth: Auth | null, names: readonly string[]): ((scope: Scope) => DigestCredentials) | null {
  if (auth?.kind !== 'digest') return null
  const user = compileTemplate(auth.user, names)
  const password = compileTemplate(auth.password, names)
  return (scope) => ({ user: user(scope), password: password(scope) })
}
