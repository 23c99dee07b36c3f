/** What code asks for, in the form in which the engine makes requests. One object is used again and again by the calls of one lane. */
import type { RequestOptions } from '../../authoring/taskContext.ts'
import type { EngineContext } from '../engineContext.ts'
import type { LinkedEndpoint, LinkedRequest } from '../linkedPlan.ts'
import { RequestHeaders } from '../protocols/http/requestHeaders.ts'
import type { DigestCredentials } from '../protocols/http/digest.ts'
import type { CompiledChecks } from '../values/expectation.ts'
import type { CompiledExtractions } from '../values/extraction.ts'
import type { Scope } from '../values/scope.ts'
import { CallChecks } from './callChecks.ts'
import { encodePairs, methodOfCall, nameOfPath, withParams, withQuery } from './callTarget.ts'
import { durationMs } from './codeDuration.ts'

const COMMON_METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
const NO_EXTRACTIONS: CompiledExtractions = { count: 0, needsBody: false, run: () => null, values: () => [] }

export class CallRequest implements LinkedRequest {
  readonly endpoint: LinkedEndpoint
  method = ''
  readonly url = (): string => this.#path
  readonly headers: ((scope: Scope) => RequestHeaders)[]
  readonly digest: (((scope: Scope) => DigestCredentials) | null)[]
  body: { constant: Buffer } | null = null
  readonly checks = new CallChecks()
  readonly extractions = NO_EXTRACTIONS
  needsBody = true
  readonly needsSize = false
  timeoutMs = 0
  redirects = 0
  position = ''
  readonly stream = null
  name = ''
  readonly #context: EngineContext
  readonly #base: (scope: Scope) => RequestHeaders
  #path = ''
  #own: Record<string, string> | undefined
  #contentType: string | null = null

  constructor(context: EngineContext, userType: number) {
    this.#context = context
    const { baseHeaders, baseDigest } = context.plan.code!
    this.#base = baseHeaders[userType]!
    this.headers = context.plan.source.users.map(() => (scope: Scope) => this.#headersFor(scope))
    this.digest = baseDigest
    const nameNow = (): string => this.name
    const positionNow = (): string => this.position
    this.endpoint = {
      index: -1,
      name: nameNow,
      kind: 'http',
      get position() {
        return positionNow()
      },
    }
  }

  /** @throws Error with a plain sentence for what cannot be asked for */
  set(
    method: string,
    path: string,
    options: RequestOptions,
    position: string,
    toResponse: CallChecks['toResponse'],
  ): void {
    const { settings, target } = this.#context.plan.source
    this.method = COMMON_METHODS.has(method) ? method : methodOfCall(method)
    this.position = position
    this.name = options.as ?? `${this.method} ${nameOfPath(path, target)}`
    this.#path = withQuery(withParams(path, options.params), options.query)
    this.#own = options.headers
    this.#setBody(options)
    this.checks.set(options.expect, toResponse)
    this.needsBody = options.discardBody !== true
    this.timeoutMs = options.timeout === undefined ? settings.timeoutMs : durationMs(options.timeout)
    this.redirects = options.redirects ?? settings.redirects
  }

  /** What it is now, judged by other checks. */
  withChecks(checks: CompiledChecks): LinkedRequest {
    const { endpoint, method, url, headers, digest, body, extractions, timeoutMs, redirects, position } = this
    const needs = { needsBody: true, needsSize: false, stream: null }
    return {
      endpoint,
      method,
      url,
      headers,
      digest,
      body,
      checks,
      extractions,
      timeoutMs,
      redirects,
      position,
      ...needs,
    }
  }

  #setBody({ json, form, body }: RequestOptions): void {
    this.body = null
    this.#contentType = null
    if (json !== undefined) {
      this.#contentType = 'application/json'
      this.body = { constant: Buffer.from(JSON.stringify(json)) }
    } else if (form !== undefined) {
      this.#contentType = 'application/x-www-form-urlencoded'
      this.body = { constant: Buffer.from(encodePairs(form)) }
    } else if (typeof body === 'string') {
      this.#contentType = 'text/plain; charset=utf-8'
      this.body = { constant: Buffer.from(body) }
    } else if (body !== undefined) {
      this.#contentType = 'application/octet-stream'
      this.body = { constant: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }
    }
  }

  /** @throws InvalidValueError */
  #headersFor(scope: Scope): RequestHeaders {
    let headers = this.#base(scope)
    if (this.#contentType !== null) headers = headers.without('content-type').with('content-type', this.#contentType)
    for (const given in this.#own) {
      const name = given.toLowerCase()
      headers = headers.without(name).with(name, String(this.#own[given]))
    }
    return headers
  }
}
