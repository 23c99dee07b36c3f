/**
 * The bundled target, and how long it takes itself: two clients that share a machine with it do not leave it the same
 * processor. From the head of a request to the end of its response, as Node's own server tells it (diagnostics_channel).
 *
 * Started with an IPC channel: sends `{listening}`; answers `"reset"` with `"reset"` and `"served"` with `{served}`,
 * the median in ms by `METHOD route STATUS`. Ends when the channel does.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { CountedResponse } from '../../src/target/http/requestCounts.ts'
import { startTarget } from '../../src/target/server.ts'
import { median } from '../statistics.ts'

export type TargetMessage = { listening: string } | 'reset' | { served: Record<string, number> }

const begun = new WeakMap<ServerResponse, number>()
let tookMs = new Map<string, number[]>()

subscribe('http.server.request.start', (message) => {
  begun.set((message as { response: ServerResponse }).response, performance.now())
})
subscribe('http.server.response.finish', (message) => {
  const { response } = message as { response: CountedResponse }
  const name = `${response.req.method} ${response.routePath} ${response.statusCode}`
  const list = tookMs.get(name)
  const ms = performance.now() - begun.get(response)!
  if (list) list.push(ms)
  else tookMs.set(name, [ms])
})

// Executions take less than the second after which the plan looks at them.
const target = await startTarget({ port: 0, executionTime: ['200ms..600ms'] })
const tell = (message: TargetMessage): void => void process.send!(message)

process.on('message', (wanted) => {
  if (wanted === 'reset') {
    tookMs = new Map()
    tell('reset')
  } else tell({ served: Object.fromEntries([...tookMs].map(([name, list]) => [name, median(list)])) })
})
process.once('disconnect', () => void target.close().then(() => process.exit(0)))
tell({ listening: target.url })
