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
  /** Ends the wait for the next try. */
  retryNow(): void
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
  /** Lost, and not to be made again. */
  let isGone = false
  /** Tries since the other end greeted: one that accepts and hangs up at once is not asked without a pause. */
  let tries = 0
  let endPause = (): void => {}
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
    while (!isClosed) {
      if (tries > 0) await pause(Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LAST_RETRY_MS))
      if (isClosed) return
      tries++
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
      if (once) {
        giveUp()
        return
      }
    }
  }

  async function pause(retryMs: number): Promise<void> {
    onState({ kind: 'lost', retryInMs: retryMs })
    const ended = new Promise<void>((resolve) => {
      endPause = resolve
    })
    await Promise.race([wait(retryMs), ended])
  }

  function giveUp(): void {
    isGone = true
    onState({ kind: 'lost', retryInMs: null })
    failAll()
    for (const id of streams.keys()) endStream(id, lost())
  }

  function use(opened: Channel): void {
    channel = opened
    opened.onMessage((raw) => receive(opened, raw))
    opened.onClose(() => {
      if (channel !== opened) return
      channel = null
      if (once) giveUp()
      else {
        failAll()
        void connect()
      }
    })
    opened.post({ type: 'hello', contract: CONTRACT_VERSION } satisfies ToHost)
    for (const [id, { method, params }] of streams) opened.post({ type: 'subscribe', id, method, params })
    for (const message of waiting.splice(0)) opened.post(message)
  }

  function failAll(): void {
    const calls = [...pending.values()]
    pending.clear()
    waiting = []
    for (const call of calls) call.reject(lost())
  }

  function receive(from: Channel, raw: unknown): void {
    if (from !== channel) return
    const parsed = toClientSchema.safeParse(raw)
    if (!parsed.success) return
    const message = parsed.data
    switch (message.type) {
      case 'hello': {
        tries = 0
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
        else if (isGone) reject(lost())
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
          try {
            post({ type: 'call', id, method, params })
          } catch (error) {
            // The parameters cannot be sent.
            pending.get(id)?.reject(error as Error)
            pending.delete(id)
          }
        }
      })
    },
    subscribe(method, params, listener) {
      const id = nextId++
      if (isClosed || isGone) {
        // Never before the caller has what it is given back.
        void Promise.resolve().then(() => listener.ended?.(lost()))
        return () => {}
      }
      streams.set(id, { method, params, listener: listener as SubscribeListener<unknown> })
      // Without a channel it is subscribed as soon as there is one.
      channel?.post({ type: 'subscribe', id, method, params })
      return () => {
        if (streams.delete(id)) channel?.post({ type: 'cancel', id })
      }
    },
    retryNow: () => endPause(),
    close() {
      isClosed = true
      streams.clear()
      failAll()
      endPause()
      const open = channel
      channel = null
      open?.close()
    },
  }
}

function lost(): ConnectionLost {
  return new ConnectionLost('The connection was lost before the answer came.')
}

function abortError(): Error {
  const error = new Error('The call was cancelled.')
  error.name = 'AbortError'
  return error
}
