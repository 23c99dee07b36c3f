/** What a user can come to: everything that is reached from its entries in the flat program. */
import type { EndpointRef, Op, Pc } from './compiledPlan.ts'

/** Who makes names while the plan runs: `as` with templates, or code, which may make any. */
export type LaterNames = 'none' | 'templates' | 'code'

/** Indexes of endpoints, and of where there may be more. */
export function reachableEndpoints(program: Op[], entries: Pc[]): { indexes: Set<number>; more: LaterNames } {
  const indexes = new Set<number>()
  let more: LaterNames = 'none'
  const ops = reachableOps(program, entries)
  for (const endpoint of ops.flatMap(endpointsOf)) {
    if ('index' in endpoint) indexes.add(endpoint.index)
    else more = 'templates'
  }
  return { indexes, more: ops.some(({ op }) => op === 'script') ? 'code' : more }
}

/** Every step that is reached from the entries, each once, in no order. */
export function reachableOps(program: Op[], entries: Pc[]): Op[] {
  const found: Op[] = []
  const seen = new Set<Pc>()
  const open = [...entries]
  for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
    const op = program[pc]
    if (op === undefined || seen.has(pc)) continue
    seen.add(pc)
    found.push(op)
    open.push(...followers(op, pc))
  }
  return found
}

function endpointsOf(op: Op): EndpointRef[] {
  switch (op.op) {
    case 'http':
      return [op.request.endpoint]
    case 'socketOpen':
      return [op.socket.endpoint, op.socket.messages]
    case 'send':
      return op.send.endpoint === null ? [] : [op.send.endpoint]
    case 'events':
      return [
        op.events.request.endpoint,
        op.events.first,
        op.events.between,
        op.events.events,
        ...(op.events.awaited === null ? [] : [op.events.awaited]),
      ]
    case 'groupStart':
    case 'waitFor':
      return [op.endpoint]
    default:
      return []
  }
}

function followers(op: Op, pc: Pc): Pc[] {
  switch (op.op) {
    case 'end':
    case 'return':
      return []
    case 'jump':
      return [op.to]
    case 'branch':
      return [pc + 1, op.otherwise]
    case 'choose':
      return op.targets
    case 'call':
      return [op.to, pc + 1]
    case 'loopStart':
    case 'socketOpen':
      return [pc + 1, op.end]
    default:
      return [pc + 1]
  }
}
