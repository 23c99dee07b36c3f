/** The bundled target in a process of its own, on the server's core, and its ledger: the arbiter of counts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CountsSnapshot } from '../../src/target/http/requestCounts.ts'
import { pinned, SERVER_CORE } from '../cores.ts'
import type { ClientResult } from './clients.ts'
import type { TargetMessage } from './targetProcess.ts'

export interface Platform {
  url: string
  /** Forgets what was counted and measured. */
  reset(): Promise<void>
  counts(): Promise<CountsSnapshot>
  /** How long the target itself took: the median in ms, by `METHOD route STATUS`. */
  servedMs(): Promise<Record<string, number>>
  close(): Promise<void>
}

export async function startPlatform(): Promise<Platform> {
  const [command, args] = pinned(SERVER_CORE, process.execPath, [join(import.meta.dirname, 'targetProcess.ts')])
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = once(child, 'exit')
  const told = async (): Promise<TargetMessage> => {
    const gone = exited.then(([code]) => Promise.reject(new Error(`the target ended with ${String(code)}`)))
    const [message] = (await Promise.race([once(child, 'message'), gone])) as [TargetMessage]
    return message
  }
  const { listening: url } = (await told()) as { listening: string }
  return {
    url,
    reset: async () => {
      await fetch(`${url}/api/_counts`, { method: 'DELETE' })
      child.send('reset')
      await told()
    },
    counts: async () => (await (await fetch(`${url}/api/_counts`)).json()) as CountsSnapshot,
    servedMs: async () => {
      child.send('served')
      return ((await told()) as { served: Record<string, number> }).served
    },
    close: async () => {
      child.disconnect()
      await exited
    },
  }
}

/** What a client and the server count differently, in words; none when they agree on every route and every answer. */
export function disagreements(client: ClientResult, server: CountsSnapshot): string[] {
  const ours = new Map<string, number>()
  for (const { name, count } of client.endpoints) {
    // Names are routes, some with a remark: `GET /api/auth/me (missing token)`.
    const route = routeOf(name.replace(/ \(.*\)$/, ''))
    ours.set(route, (ours.get(route) ?? 0) + count)
  }
  const theirs = new Map(Object.entries(server.routes).map(([route, { received }]) => [routeOf(route), received]))
  const routes = [...new Set([...ours.keys(), ...theirs.keys()])]
  const differing = routes
    .filter((route) => (ours.get(route) ?? 0) !== (theirs.get(route) ?? 0))
    .map((route) => `${route}: ${ours.get(route) ?? 0} by the client, ${theirs.get(route) ?? 0} by the server`)
  const { received, finished, aborted } = server.total
  if (finished !== received) differing.push(`${received} requests received, ${finished} answered, ${aborted} cut off`)
  if (server.malformed > 0) differing.push(`${server.malformed} that were no requests`)
  return differing
}

/**
 * The p50 of the target itself at an endpoint of the client, ms. The plan's names are routes; those with a remark, as in
 * `GET /api/auth/me (missing token)`, are what is refused there.
 */
export function servedP50Ms(endpoint: string, served: Record<string, number>): number | null {
  const route = routeOf(endpoint.replace(/ \(.*\)$/, ''))
  const refused = endpoint.endsWith(')')
  for (const [name, ms] of Object.entries(served)) {
    const [, answered, status] = /^(.+) (\d{3})$/.exec(name)!
    if (routeOf(answered!) === route && Number(status) >= 400 === refused) return ms
  }
  return null
}

/** Plan and server call the parameters of a path otherwise. */
function routeOf(route: string): string {
  return route.replaceAll(/:\w+/g, ':x')
}
