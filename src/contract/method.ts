/** What may be asked over a border: one declaration that both sides are checked against. */
import type { z } from 'zod'

/** A remote method: how its parameters are checked; what it answers is a type only, since the answer comes from our own host. */
export interface Method<P extends z.ZodType = z.ZodType, R = unknown> {
  readonly params: P
  /** Never there: carries the type. */
  readonly result?: R
}

/** A stream of values that goes on until it is unsubscribed, or the host ends it. */
export interface Subscription<P extends z.ZodType = z.ZodType, V = unknown> {
  readonly params: P
  /** Never there: carries the type. */
  readonly value?: V
}

export const method =
  <R>() =>
  <P extends z.ZodType>(params: P): Method<P, R> => ({ params })

export const subscription =
  <V>() =>
  <P extends z.ZodType>(params: P): Subscription<P, V> => ({ params })

export interface Contract {
  methods: Record<string, Method>
  subscriptions: Record<string, Subscription>
}

/** What a caller gives. */
export type Params<M> = M extends { params: infer P extends z.ZodType } ? z.input<P> : never
/** What the handler gets: checked, defaults filled in. */
export type Parsed<M> = M extends { params: infer P extends z.ZodType } ? z.output<P> : never
export type Result<M> = M extends Method<z.ZodType, infer R> ? R : never
export type Value<S> = S extends Subscription<z.ZodType, infer V> ? V : never

export interface CallContext {
  /** Aborted when the caller cancelled, or is gone. */
  signal: AbortSignal
}

export type MethodHandlers<C extends Contract> = {
  [K in keyof C['methods']]: (
    params: Parsed<C['methods'][K]>,
    context: CallContext,
  ) => Result<C['methods'][K]> | Promise<Result<C['methods'][K]>>
}

export interface StreamContext<V> extends CallContext {
  emit: (value: V) => void
}

/** A stream lasts until its promise settles or `signal` is aborted: whatever it listens to is let go of then. */
export type SubscriptionHandlers<C extends Contract> = {
  [K in keyof C['subscriptions']]: (
    params: Parsed<C['subscriptions'][K]>,
    context: StreamContext<Value<C['subscriptions'][K]>>,
  ) => void | Promise<void>
}

export interface Handlers<C extends Contract> {
  methods: MethodHandlers<C>
  subscriptions: SubscriptionHandlers<C>
}

export interface CallOptions {
  signal?: AbortSignal
}

export interface SubscribeListener<V> {
  value(value: V): void
  /** The host ended it: by itself (null), or because it failed. After a lost connection it is subscribed again instead. */
  ended?(error: Error | null): void
}

/** The host as its callers see it, whatever lies between. */
export interface Client<C extends Contract> {
  call<K extends keyof C['methods'] & string>(
    name: K,
    params: Params<C['methods'][K]>,
    options?: CallOptions,
  ): Promise<Result<C['methods'][K]>>
  /** @returns unsubscribes */
  subscribe<K extends keyof C['subscriptions'] & string>(
    name: K,
    params: Params<C['subscriptions'][K]>,
    listener: SubscribeListener<Value<C['subscriptions'][K]>>,
  ): () => void
}
