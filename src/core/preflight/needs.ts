/** What a scenario needs of the machine that makes its load, counted from the plan alone. */
import { apportion } from '../load/apportion.ts'
import { maxUserCount } from '../load/userSchedule.ts'
import type { CompiledPlan, Op, Scenario, UserType } from '../plan/compiledPlan.ts'
import { reachableOps } from '../plan/reachable.ts'

export interface Needs {
  /** At the peak, all engines together. */
  users: number
  /** Open at once, at most, all engines together. */
  connections: number
  /** Of one engine. */
  usersPerEngine: number
  connectionsPerEngine: number
}

/** @param processes engines that share the load; each has its users, by number, and with `connections: N` its own N */
export function needsOf(plan: CompiledPlan, scenario: Scenario, processes: number): Needs {
  const users = maxUserCount(scenario.load)
  const byType = apportion(
    scenario.users.map(({ weight }) => weight),
    users,
  )
  let sockets = 0
  let http = 0
  scenario.users.forEach(({ type }, index) => {
    const count = byType[index]!
    const ops = reachableOps(plan.program, entriesOf(plan.users[type]!))
    http += count * originsOf(ops, plan.target)
    sockets += count * socketsOf(ops)
  })
  const { connections: shared } = plan.settings
  if (shared !== 'perUser') http = Math.min(http, shared * processes)
  const connections = http + sockets
  return {
    users,
    connections,
    usersPerEngine: Math.ceil(users / processes),
    connectionsPerEngine: Math.ceil(connections / processes),
  }
}

export function entriesOf(user: UserType): number[] {
  return [...(user.onStart === null ? [] : [user.onStart]), ...user.tasks.map(({ entry }) => entry)]
}

/** Hosts that requests go to, as far as the plan says: each is a connection of its own. */
function originsOf(ops: readonly Op[], target: string): number {
  const origins = new Set<string>()
  for (const op of ops) {
    if (op.op !== 'http') continue
    const [start] = op.request.url
    origins.add(originOf(typeof start === 'string' ? start : '') ?? originOf(target) ?? '')
  }
  return origins.size
}

function originOf(url: string): string | null {
  return /^https?:\/\/[^/?#]+/i.exec(url)?.[0].toLowerCase() ?? null
}

/** WebSockets of one user at a time: those that stay open, and one that is open beside them. */
function socketsOf(ops: readonly Op[]): number {
  const sockets = ops.flatMap((op) => (op.op === 'socketOpen' ? [op.socket.background] : []))
  const staying = sockets.filter((isBackground) => isBackground).length
  return staying + (sockets.length > staying ? 1 : 0)
}
