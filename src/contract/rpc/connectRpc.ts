/**
 * The caller's end. It outlives its channel: where a way to a new one is given, a lost connection is made again, streams are
 * subscribed again, and calls that were under way fail (nobody knows what became of them).
 */
import type { Channel } from '../channel.ts'
import type { Client, Contract, SubscribeListener } from '../method.ts'
import { CONTRACT_VERSION, toClientSchema, type ToHost } from './messages.ts'
import { ConnectionLost, RemoteError } from './remoteError.ts'

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'connected'; program: string }
  /** The other end speaks another version of the contract: a reload brings the matching page. */
  | { kind: 'incompatible'; program: string }
  /** `retryInMs` null: it will not be tried again. */
  | { kind: 'lost'; retryInMs: number | null }

export interface ConnectOptions {
  /** Opens a channel; called again after a loss. Rejects when there is none to be had. */
  open: () => Promise<Channel>
  /** A lost connection stays lost: the process at the other end is gone for good. */
  once?: boolean
  onState?: (state: ConnectionState) => void
  /** For tests; else setTimeout. */
  wait?: (ms: number) => Promise<void>
}

export interface Connection<C extends Contract> extends Client<C> {
  close(): void
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5000

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

interface Stream {
  method: string
  params: unknown
  listener: SubscribeListener<unknown>
}

/** Calls may be made at once: they wait for the first connection. */
export function connectRpc<C extends Contract>(options: ConnectOptions): Connection<C> {
  const { open, once = false, onState = () => {} } = options
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  let channel: Channel | null = null
  let isClosed = false
  let nextId = 0
  const pending = new Map<number, Pending>()
  const streams = new Map<number, Stream>()
  /** Calls before there is a channel. */
  let waiting: ToHost[] = []

  function post(message: ToHost): void {
    if (channel !== null) channel.post(message)
    else if (message.type === 'call') waiting.push(message)
    else if (message.type === 'cancel') waiting = waiting.filter((each) => !('id' in each) || each.id !== message.id)
  }

  async function connect(): Promise<void> {
    for (let retryMs = FIRST_RETRY_MS; !isClosed; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
      onState({ kind: 'connecting' })
      const opened = await open().catch(() => null)
      if (isClosed) {
        opened?.close()
        return
      }
      if (opened !== null) {
        use(opened)
        return
      }
      onState({ kind: 'lost', retryInMs: once ? null : retryMs })
      if (once) {
        failAll()
        return
      }
      await wait(retryMs)
    }
  }

  function use(opened: Channel): void {
    opened.onMessage((raw) => receive(opened, raw))
    opened.onClose(() => {
      if (channel !== opened) return
      channel = null
      failAll()
      if (isClosed) return
      if (once) onState({ kind: 'lost', retryInMs: null })
      else void connect()
    })
    channel = opened
    opened.post({ type: 'hello', contract: CONTRACT_VERSION } satisfies ToHost)
    for (const [id, { method, params }] of streams) opened.post({ type: 'subscribe', id, method, params })
    for (const message of waiting.splice(0)) opened.post(message)
  }

  function failAll(): void {
    const calls = [...pending.values()]
    pending.clear()
    waiting = []
    for (const { reject } of calls) reject(new ConnectionLost('The connection was lost before the answer came.'))
  }

  function receive(from: Channel, raw: unknown): void {
    if (from !== channel) return
    const parsed = toClientSchema.safeParse(raw)
    if (!parsed.success) return
    const message = parsed.data
    switch (message.type) {
      case 'hello': {
        const kind = message.contract === CONTRACT_VERSION ? 'connected' : 'incompatible'
        onState({ kind, program: message.program })
        break
      }
      case 'result':
        pending.get(message.id)?.resolve(message.value)
        pending.delete(message.id)
        break
      case 'value':
        streams.get(message.id)?.listener.value(message.value)
        break
      case 'ended':
        endStream(message.id, null)
        break
      case 'failed': {
        const error = new RemoteError(message.error.name, message.error.message)
        pending.get(message.id)?.reject(error)
        pending.delete(message.id)
        endStream(message.id, error)
        break
      }
      case 'refused':
        break
      default:
        message satisfies never
    }
  }

  function endStream(id: number, error: Error | null): void {
    const stream = streams.get(id)
    streams.delete(id)
    stream?.listener.ended?.(error)
  }

  void connect()
  return {
    call(method, params, { signal } = {}) {
      const id = nextId++
      return new Promise((resolve, reject) => {
        if (isClosed) reject(new ConnectionLost('The connection was closed.'))
        else if (signal?.aborted) reject(abortError())
        else {
          const cancel = (): void => {
            pending.delete(id)
            post({ type: 'cancel', id })
            reject(abortError())
          }
          signal?.addEventListener('abort', cancel, { once: true })
          const settled = (): void => signal?.removeEventListener('abort', cancel)
          pending.set(id, {
            resolve(value) {
              settled()
              resolve(value as never)
            },
            reject(error) {
              settled()
              reject(error)
            },
          })
          post({ type: 'call', id, method, params })
        }
      })
    },
    subscribe(method, params, listener) {
      const id = nextId++
      streams.set(id, { method, params, listener: listener as SubscribeListener<unknown> })
      // Without a channel it is subscribed as soon as there is one.
      channel?.post({ type: 'subscribe', id, method, params })
      return () => {
        if (streams.delete(id)) channel?.post({ type: 'cancel', id })
      }
    },
    close() {
      isClosed = true
      streams.clear()
      failAll()
      channel?.close()
      channel = null
    },
  }
}

function abortError(): Error {
  const error = new Error('The call was cancelled.')
  error.name = 'AbortError'
  return error
}
