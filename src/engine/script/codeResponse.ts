/** A response as code sees it. */
import type { Response } from '../../authoring/taskContext.ts'
import { statusText } from '../values/expectation.ts'
import type { ReceivedHeaders, TextResponse } from '../values/response.ts'
import { foundIn } from './codeJson.ts'

/** Of a response that never came. */
const NO_HEADERS: ReceivedHeaders = {}

export class CodeResponse implements Response {
  readonly status: number
  readonly error: string | null
  readonly durationMs: number
  readonly size: number
  readonly #name: string
  readonly #head: { readonly headers: ReceivedHeaders } | null
  readonly #view: TextResponse | null

  /**
   * @param name of the endpoint, for sentences
   * @param head null when none came
   * @param view null when the body was not kept
   */
  constructor(
    name: string,
    head: { status: number; headers: ReceivedHeaders } | null,
    view: TextResponse | null,
    facts: { error: string | null; durationMs: number; size: number },
  ) {
    this.#name = name
    this.#head = head
    this.#view = view
    this.status = head?.status ?? 0
    this.error = facts.error
    this.durationMs = facts.durationMs
    this.size = facts.size
  }

  get ok(): boolean {
    return this.error === null
  }

  get headers(): ReceivedHeaders {
    return this.#head?.headers ?? NO_HEADERS
  }

  text(): string {
    return this.#view?.text() ?? ''
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- only the user knows what the target answers
  json<T = any>(path?: string): T {
    if (this.#view === null) throw new Error(`there is no body to look into ${this.#where}`)
    let document: unknown
    try {
      document = this.#view.json()
    } catch (error) {
      throw new Error(`${(error as Error).message}, ${this.#where}`, { cause: error })
    }
    return foundIn(document, path, this.#where) as T
  }

  cookie(name: string): string | undefined {
    return this.#view?.cookie(name)
  }

  get #where(): string {
    const how = this.status === 0 ? (this.error ?? 'no response') : statusText(this.status)
    return `in the answer to ${this.#name} (${how})`
  }
}
