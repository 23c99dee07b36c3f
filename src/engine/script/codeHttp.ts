/** `http` of code: requests that may run beside each other, as many at once as a browser makes to one host. */
import type { EventsOptions, EventsResult, Http, RequestOptions, Response } from '../../authoring/taskContext.ts'
import type { EngineContext } from '../engineContext.ts'
import type { Connection } from '../protocols/http/connections.ts'
import { CodeEvents } from './codeEvents.ts'
import type { CodeUser } from './codeUser.ts'
import { HttpCall, type Caller } from './httpCall.ts'
import { never, type Underway } from './underway.ts'

/** More wait for one of these to end, and are timed from then on. */
const MOST_AT_ONCE = 6
const NO_OPTIONS: RequestOptions = {}

interface Waiting {
  method: string
  path: string
  options: RequestOptions
  resolve: (response: Response) => void
  reject: (error: unknown) => void
}

export class CodeHttp implements Http, Caller {
  readonly #context: EngineContext
  readonly #user: CodeUser
  readonly #underway: Underway
  /** Where the step stands that runs; in debugging, where the call does. */
  readonly #position: () => string
  readonly #calls: HttpCall[] = []
  readonly #free: HttpCall[] = []
  readonly #waiting: Waiting[] = []
  readonly #streams = new Set<CodeEvents>()

  constructor(context: EngineContext, user: CodeUser, underway: Underway, position: () => string) {
    this.#context = context
    this.#user = user
    this.#underway = underway
    this.#position = position
  }

  get(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('GET', path, options)
  }

  post(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('POST', path, options)
  }

  put(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('PUT', path, options)
  }

  patch(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('PATCH', path, options)
  }

  delete(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('DELETE', path, options)
  }

  head(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('HEAD', path, options)
  }

  options(path: string, options?: RequestOptions): Promise<Response> {
    return this.request('OPTIONS', path, options)
  }

  events(path: string, options: EventsOptions): Promise<EventsResult> {
    if (this.#underway.hasEnded) return never()
    const stream = new CodeEvents(this.#context, this.#user, path, options, this.#position())
    this.#user.waited()
    return new Promise((resolve, reject) => {
      this.#streams.add(stream)
      this.#underway.add(reject)
      stream.begin(this.#user.takeDueMs(), (result) => {
        this.#streams.delete(stream)
        if (this.#underway.hasEnded) return
        const { thrown } = stream
        if (thrown === null) resolve(result)
        else reject(thrown.error)
        this.#underway.remove(reject)
      })
    })
  }

  request(method: string, path: string, options: RequestOptions = NO_OPTIONS): Promise<Response> {
    if (this.#underway.hasEnded) return never()
    if (typeof path !== 'string') throw new TypeError(`the path of a request cannot be ${typeof path}`)
    const call = this.#free.pop() ?? this.#anotherCall()
    if (call === null)
      return new Promise((resolve, reject) => {
        this.#waiting.push({ method, path, options, resolve, reject })
      })
    try {
      call.prepare(method, path, options, this.#position())
    } catch (error) {
      this.#free.push(call)
      throw error
    }
    return new Promise((resolve, reject) => {
      call.resolve = resolve
      call.reject = reject
      this.#begin(call)
    })
  }

  #begin(call: HttpCall): void {
    this.#user.waited()
    this.#underway.add(call.reject)
    call.begin(this.#user.takeDueMs())
  }

  done(call: HttpCall, response: Response): void {
    if (this.#underway.hasEnded) return
    const { resolve, reject } = call
    this.#free.push(call)
    resolve(response)
    this.#next()
    this.#underway.remove(reject)
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (next === undefined) return
    const call = this.#free.pop()!
    try {
      call.prepare(next.method, next.path, next.options, this.#position())
    } catch (error) {
      this.#free.push(call)
      next.reject(error)
      this.#next()
      return
    }
    call.resolve = next.resolve
    call.reject = next.reject
    this.#begin(call)
  }

  /** The user ends: what is under way is cut off, and the connections of its own are closed. */
  close(): void {
    for (const stream of this.#streams) stream.interrupt()
    this.#streams.clear()
    for (const call of this.#calls) {
      call.interrupt()
      if (call.connections === this.#user.connections) continue
      for (const { client } of call.connections.values()) client.close()
      call.connections.clear()
    }
  }

  #anotherCall(): HttpCall | null {
    if (this.#calls.length >= MOST_AT_ONCE) return null
    const { http, connections } = this.#context.plan.source.settings
    // One connection of HTTP/2 carries them all, and pools have connections of their own.
    const isShared = this.#calls.length === 0 || http === '2' || connections !== 'perUser'
    const own = isShared ? this.#user.connections : new Map<string, Connection>()
    const call = new HttpCall(this.#context, this.#user, own, this)
    this.#calls.push(call)
    return call
  }
}
