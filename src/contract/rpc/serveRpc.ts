/** The host's end of a channel: checks what comes, calls the handlers, streams, and cancels when the caller does or is gone. */
import type { Channel } from '../channel.ts'
import type { Contract, Handlers, Method, Subscription } from '../method.ts'
import { CONTRACT_VERSION, toHostSchema, type ToClient, type ToHost } from './messages.ts'
import { CallError } from './remoteError.ts'
import { untilAborted } from './untilAborted.ts'

export interface ServeOptions {
  /** Version of this program, for the greeting. */
  program: string
  /** Refuses a method by returning the reason; for shells that only show. */
  refuse?: (method: string) => string | null
  /** Faults of ours; the caller hears only that there was one. */
  onFault: (method: string, error: unknown) => void
}

/** Calls and streams that one channel may have at once: more is no workbench. */
const MOST_AT_ONCE = 1000

type AnyHandler = (params: unknown, context: object) => unknown

/** Serves until the channel closes. */
export function serveRpc<C extends Contract>(
  channel: Channel,
  contract: C,
  handlers: Handlers<C>,
  options: ServeOptions,
): void {
  const underWay = new Map<number, AbortController>()
  /** Also those that were cancelled and have not ended yet. */
  let running = 0
  const post = (message: ToClient): void => channel.post(message)

  async function handle(request: Extract<ToHost, { type: 'call' | 'subscribe' }>): Promise<void> {
    const { id, method } = request
    const abort = new AbortController()
    underWay.set(id, abort)
    running++
    const { signal } = abort
    try {
      const value = await (request.type === 'call' ? call(request, signal) : stream(request, abort))
      if (signal.aborted) return
      post(request.type === 'call' ? { type: 'result', id, value } : { type: 'ended', id })
    } catch (error) {
      if (!signal.aborted) post({ type: 'failed', id, error: describe(method, error) })
    } finally {
      running--
      if (underWay.get(id) === abort) underWay.delete(id)
      abort.abort()
    }
  }

  function call({ method, params }: { method: string; params?: unknown }, signal: AbortSignal): unknown {
    const checked = check(contract.methods, method, params)
    return (handlers.methods as Record<string, AnyHandler>)[method]!(checked, { signal })
  }

  /** A handler that returns at once streams on until it is cancelled. */
  async function stream(
    { id, method, params }: { id: number; method: string; params?: unknown },
    abort: AbortController,
  ): Promise<void> {
    const { signal } = abort
    const checked = check(contract.subscriptions, method, params)
    const emit = (value: unknown): void => {
      if (signal.aborted) return
      try {
        post({ type: 'value', id, value })
      } catch (error) {
        // Whoever emits has other listeners, and is not to suffer for a value that cannot be sent.
        post({ type: 'failed', id, error: describe(method, error) })
        abort.abort()
      }
    }
    const going = (handlers.subscriptions as Record<string, AnyHandler>)[method]!(checked, { signal, emit })
    if (going instanceof Promise) await going
    else await untilAborted(signal)
  }

  function check(declared: Record<string, Method | Subscription>, name: string, params: unknown): unknown {
    if (!Object.hasOwn(declared, name)) throw new CallError('unknownMethod', `There is no ${JSON.stringify(name)}.`)
    const refusal = options.refuse?.(name) ?? null
    if (refusal !== null) throw new CallError('refused', refusal)
    const parsed = declared[name]!.params.safeParse(params)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const where = issue!.path.length > 0 ? `\`${issue!.path.join('.')}\`: ` : ''
    throw new CallError('invalid', `${name} was called wrongly: ${where}${issue!.message}.`)
  }

  function describe(method: string, error: unknown): { name: string; message: string } {
    if (error instanceof CallError) return { name: error.code, message: error.message }
    options.onFault(method, error)
    return { name: 'fault', message: `${method} failed because of a fault in Loadwright; its log has the details.` }
  }

  channel.onMessage((raw) => {
    const parsed = toHostSchema.safeParse(raw)
    if (!parsed.success) {
      post({ type: 'refused', reason: 'That is no message of this contract.' })
      return
    }
    const message = parsed.data
    switch (message.type) {
      case 'hello':
        post({ type: 'hello', contract: CONTRACT_VERSION, program: options.program })
        break
      case 'cancel':
        underWay.get(message.id)?.abort()
        underWay.delete(message.id)
        break
      case 'call':
      case 'subscribe':
        if (underWay.has(message.id)) post({ type: 'refused', reason: `The number ${message.id} is in use.` })
        else if (running >= MOST_AT_ONCE)
          post({ type: 'failed', id: message.id, error: { name: 'busy', message: 'Too many calls at once.' } })
        else void handle(message)
        break
      default:
        message satisfies never
    }
  })
  channel.onClose(() => {
    for (const abort of underWay.values()) abort.abort()
    underWay.clear()
  })
}
