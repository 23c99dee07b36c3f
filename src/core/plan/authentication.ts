/** `auth` of settings, user types and requests: its shape, and what it compiles to. */
import type { Compilation } from './compilation.ts'
import type { Auth, HeaderTemplate } from './compiledPlan.ts'
import { anyTextLeaf, oneOfLeaf } from './leaves.ts'
import { member, textOf, type PlanNode } from './planNode.ts'
import type { Place } from './scope.ts'
import type { MapShape, Shape } from './shape.ts'
import { textTemplate } from './template.ts'

const userAndPassword: MapShape = {
  kind: 'map',
  what: 'a user and a password',
  keys: {
    user: { shape: anyTextLeaf, description: 'The user name.', required: true },
    password: { shape: anyTextLeaf, description: 'The password; a secret, as a rule.', required: true },
  },
}

const authMap: MapShape = {
  kind: 'map',
  what: 'basic, bearer or digest',
  keys: {
    basic: { shape: userAndPassword, description: 'HTTP Basic (RFC 7617).' },
    bearer: { shape: anyTextLeaf, description: 'A bearer token (RFC 6750).' },
    digest: { shape: userAndPassword, description: 'HTTP Digest (RFC 7616): answers the challenge of the server.' },
  },
  exclusive: ['basic', 'bearer', 'digest'],
}

const authEither: Shape = {
  kind: 'either',
  what: '{basic}, {bearer}, {digest} or none',
  options: [oneOfLeaf(['none']), authMap],
}

export const authShape: Shape = { kind: 'named', name: 'auth', shape: () => authEither }

/** Null when nothing is said. `headers` of the same place may not say it, too. */
export function authOf(
  compilation: Compilation,
  owner: PlanNode | undefined,
  headers: readonly HeaderTemplate[],
  place: Place,
): Auth | null {
  const node = member(owner, 'auth')
  if (node === undefined) return null
  if (headers.some(([name]) => name === 'authorization'))
    compilation.problems.add(node, {
      message: '`auth` makes the authorization header, and `headers` has one.',
      expected: 'one of both',
    })
  if (node.kind === 'scalar') return { kind: 'none' }
  for (const kind of ['basic', 'digest'] as const) {
    const pair = member(node, kind)
    if (pair === undefined) continue
    const user = textTemplate(compilation, member(pair, 'user'), place)
    if (user.some((part) => typeof part === 'string' && part.includes(':')) && kind === 'basic')
      compilation.problems.add(member(pair, 'user') ?? pair, {
        message: 'A user name of HTTP Basic cannot have a colon (RFC 7617 §2).',
        expected: 'a name without one',
      })
    return { kind, user, password: textTemplate(compilation, member(pair, 'password'), place) }
  }
  const bearer = member(node, 'bearer')
  if (textOf(bearer) !== undefined) return { kind: 'bearer', token: textTemplate(compilation, bearer, place) }
  compilation.problems.add(node, { message: '`auth` is empty.', expected: '{basic}, {bearer}, {digest} or none' })
  return null
}
