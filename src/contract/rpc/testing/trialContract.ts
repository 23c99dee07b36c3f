/** A small contract and both ends of it over a real port, for tests of the RPC itself. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import type { Channel } from '../../channel.ts'
import { method, subscription, type Handlers } from '../../method.ts'
import { connectRpc, type Connection, type ConnectOptions } from '../connectRpc.ts'
import { CallError } from '../remoteError.ts'
import { serveRpc, type ServeOptions } from '../serveRpc.ts'

export const trial = {
  methods: {
    add: method<number>()(z.strictObject({ a: z.number(), b: z.number().default(1) })),
    echo: method<unknown>()(z.strictObject({ value: z.unknown() })),
    nothing: method<undefined>()(z.strictObject({})),
    /** Answers when it is cancelled: `cancelled`. */
    wait: method<string>()(z.strictObject({})),
    /** Answers when `release` is called, whoever cancels it. */
    deaf: method<null>()(z.strictObject({})),
    unsendable: method<unknown>()(z.strictObject({})),
    fail: method<never>()(z.strictObject({ how: z.enum(['refusal', 'fault', 'text']) })),
  },
  subscriptions: {
    /** 0 to `to`, then it ends. */
    count: subscription<number>()(z.strictObject({ to: z.int().max(100) })),
    /** Goes on until it is cancelled. */
    open: subscription<unknown>()(z.strictObject({ first: z.unknown() })),
    broken: subscription<number>()(z.strictObject({})),
  },
}
export type Trial = typeof trial

/** Adapter of worker threads' ports. */
export function portChannel(port: MessagePort): Channel {
  let isClosed = false
  port.on('close', () => {
    isClosed = true
  })
  return {
    post: (message) => {
      if (!isClosed) port.postMessage(message)
    },
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}

export interface TrialHost {
  options: Partial<ServeOptions>
  /** Another end for `connectRpc` each time, served. */
  open: () => Promise<Channel>
  /** Ports of the host's side, oldest first. */
  ports: MessagePort[]
  faults: { method: string; error: unknown }[]
  /** Signals of handlers that wait, oldest first. */
  waiting: AbortSignal[]
  /** Emits into streams of `open`, oldest first. */
  emitters: ((value: unknown) => void)[]
  handlers: Handlers<Trial>
  /** Lets `deaf` answer. */
  release(): void
}

export function trialHost(options: Partial<ServeOptions> = {}): TrialHost {
  const released = Promise.withResolvers<null>()
  const host: TrialHost = {
    options,
    ports: [],
    faults: [],
    waiting: [],
    emitters: [],
    release: () => released.resolve(null),
    open: () => {
      const { port1, port2 } = new MessageChannel()
      serveTrial(host, port1)
      return Promise.resolve(portChannel(port2))
    },
    handlers: {
      methods: {
        add: ({ a, b }) => a + b,
        echo: ({ value }) => value,
        nothing: () => undefined,
        wait: (_, { signal }) => {
          host.waiting.push(signal)
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve('cancelled')))
        },
        deaf: () => released.promise,
        unsendable: () => () => {},
        fail: ({ how }) => failure(how),
      },
      subscriptions: {
        count: async ({ to }, { emit }) => {
          for (let at = 0; at <= to; at++) {
            emit(at)
            await Promise.resolve()
          }
        },
        open: ({ first }, { emit, signal }) => {
          host.emitters.push(emit)
          host.waiting.push(signal)
          emit(first)
        },
        broken: () => {
          throw new Error('a secret of the host')
        },
      },
    },
  }
  return host
}

export function serveTrial(host: TrialHost, port: MessagePort): void {
  host.ports.push(port)
  serveRpc(portChannel(port), trial, host.handlers, {
    program: '1.2.3',
    onFault: (method, error) => host.faults.push({ method, error }),
    ...host.options,
  })
}

function failure(how: 'refusal' | 'fault' | 'text'): never {
  if (how === 'refusal') throw new CallError('notFound', 'There is no such thing.')
  if (how === 'fault') throw new TypeError('a secret of the host')
  // oxlint-disable-next-line typescript/only-throw-error -- libraries do
  throw 'a secret of the host'
}

export function connectTrial(host: TrialHost, options: Partial<ConnectOptions> = {}): Connection<Trial> {
  return connectRpc<Trial>({ open: host.open, ...options })
}
