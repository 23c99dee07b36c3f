/** The bundled target in a process of its own, on the server's core, and its ledger: the arbiter of counts. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { CountsSnapshot } from '../../src/target/http/requestCounts.ts'
import { pinned, SERVER_CORE } from '../cores.ts'
import type { ClientResult } from './clients.ts'

export interface Platform {
  url: string
  resetCounts(): Promise<void>
  counts(): Promise<CountsSnapshot>
  close(): Promise<void>
}

/** Executions take less than the second after which the plan looks at them. */
const OPTIONS = ['target', '--port', '0', '--json', '--execution-time', '200ms..600ms']

export async function startPlatform(): Promise<Platform> {
  const cli = join(import.meta.dirname, '../../bin/loadwright.js')
  const [command, args] = pinned(SERVER_CORE, process.execPath, [cli, ...OPTIONS])
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve((JSON.parse(line) as { listening: string }).listening))
    child.once('exit', (code) => reject(new Error(`the target ended with ${code}`)))
  })
  return {
    url,
    resetCounts: async () => void (await fetch(`${url}/api/_counts`, { method: 'DELETE' })),
    counts: async () => (await (await fetch(`${url}/api/_counts`)).json()) as CountsSnapshot,
    close: async () => {
      child.kill('SIGTERM')
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

/** Plan and server call the parameters of a path otherwise. */
function routeOf(route: string): string {
  return route.replaceAll(/:\w+/g, ':x')
}
