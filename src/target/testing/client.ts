/** A small HTTP client for the target's tests: real sockets, nothing retried, nothing hidden. */
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:http'
import { WebSocket } from 'ws'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The parsed body; an empty object when there is none. */
  readonly body: Record<string, unknown>
}

export interface Asking {
  readonly token?: string
  readonly json?: unknown
  /** Sent as it is. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface Client {
  ask(method: string, path: string, asking?: Asking): Promise<Answer>
  /** A token of that account. */
  logIn(username: string, password?: string): Promise<string>
  /** The id of a new workflow. */
  createWorkflow(token: string, name?: string): Promise<string>
  close(): void
}

export const WORKFLOW = { name: 'a workflow', runner: 'browser', steps: [{ type: 'navigate', url: 'about:blank' }] }

export function openClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })

  function ask(method: string, path: string, asking: Asking = {}): Promise<Answer> {
    const body = asking.json === undefined ? asking.body : JSON.stringify(asking.json)
    const headers: Record<string, string> = { ...asking.headers }
    if (asking.token !== undefined) headers['authorization'] = `Bearer ${asking.token}`
    if (asking.json !== undefined) headers['content-type'] = 'application/json'
    if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))
    return new Promise((resolve, reject) => {
      const outgoing = request(`${url}${path}`, { method, headers, agent, signal: asking.signal }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const isJson = response.headers['content-type']?.startsWith('application/json') === true
          const parsed = isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {}
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  return {
    ask,
    async logIn(username, password = 'demo') {
      const answer = await ask('POST', '/api/auth/login', { json: { username, password } })
      if (answer.status !== 200) throw new Error(`logging in failed: ${answer.status} ${answer.text}`)
      return String(answer.body['token'])
    },
    async createWorkflow(token, name = WORKFLOW.name) {
      const answer = await ask('POST', '/api/workflows', { token, json: { ...WORKFLOW, name } })
      if (answer.status !== 201) throw new Error(`creating failed: ${answer.status} ${answer.text}`)
      return String(answer.body['id'])
    },
    close() {
      agent.destroy()
    },
  }
}

/** A WebSocket whose messages can be waited for. */
export interface LiveClient {
  readonly socket: WebSocket
  readonly messages: readonly Record<string, unknown>[]
  send(message: unknown): void
  /** Resolves as soon as `wanted` is true of the messages so far. */
  until(wanted: (messages: readonly Record<string, unknown>[]) => boolean): Promise<void>
}

/** Opens `/ws`; rejects with the status when the upgrade is refused. */
export function openLive(url: string, query: string): Promise<LiveClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws${query}`)
    const messages: Record<string, unknown>[] = []
    let check: (() => void) | undefined
    socket.on('unexpected-response', (outgoing, response) => {
      reject(new Error(`refused with ${response.statusCode}`))
      outgoing.destroy()
    })
    socket.on('error', reject)
    socket.on('message', (bytes: Buffer) => {
      messages.push(JSON.parse(bytes.toString()) as Record<string, unknown>)
      check?.()
    })
    socket.on('open', () => {
      resolve({
        socket,
        messages,
        send(message) {
          socket.send(typeof message === 'string' ? message : JSON.stringify(message))
        },
        until: (wanted) =>
          new Promise((done) => {
            check = () => {
              if (!wanted(messages)) return
              check = undefined
              done()
            }
            check()
          }),
      })
    })
  })
}

/** Runs `task` `times` times, `parallel` of them at once. */
export async function inParallel<T>(
  times: number,
  parallel: number,
  task: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < times) {
        const index = next++
        results[index] = await task(index)
      }
    }),
  )
  return results
}
