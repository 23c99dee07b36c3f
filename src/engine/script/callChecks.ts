/** `expect` of a request in code: a status, or a look at the response. */
import type { RequestOptions, Response, StatusExpectation } from '../../authoring/taskContext.ts'
import { statusText, type CheckFailure, type CheckResult, type CompiledChecks } from '../values/expectation.ts'
import type { TextResponse } from '../values/response.ts'

type Accept = (status: number) => boolean

export class CallChecks implements CompiledChecks {
  readonly needsBody = false
  acceptsStatus: Accept | null = null
  total = 0
  /** The response that was looked at; null when none came, or when nobody looked. */
  view: TextResponse | null = null
  toResponse: () => Response = () => {
    throw new Error('no request')
  }
  #text = ''
  #look: ((response: Response) => boolean | string) | null = null

  /** @param toResponse the response as code sees it, of `view` */
  set(expect: RequestOptions['expect'], toResponse: () => Response): void {
    this.view = null
    this.toResponse = toResponse
    this.#look = typeof expect === 'function' ? expect : null
    this.total = expect === undefined ? 0 : 1
    if (expect === undefined || typeof expect === 'function') {
      this.acceptsStatus = null
      return
    }
    this.#text = String(expect)
    this.acceptsStatus = acceptorOf(expect)
  }

  check(view: TextResponse): CheckFailure | null {
    this.view = view
    // Now: the bytes are only there until the next request.
    view.text()
    if (this.acceptsStatus !== null) {
      if (this.acceptsStatus(view.status)) return null
      return failure('status', `status ${view.status}, expected ${this.#text.replaceAll(',', ' or ')}`)
    }
    if (this.#look !== null) {
      const found = lookedAt(this.#look, this.toResponse())
      return found === null ? null : failure('check', found)
    }
    return view.status < 400 ? null : { ...failure('status', statusText(view.status)), failed: 0 }
  }

  all(view: TextResponse): CheckResult[] {
    if (this.total === 0) return []
    const found = this.check(view)
    const text = this.#look === null ? `status ${this.#text.replaceAll(',', ' or ')}` : 'expect'
    return [{ text, passed: found === null, actual: found?.message ?? null }]
  }
}

function failure(kind: CheckFailure['class'], message: string): CheckFailure {
  return { class: kind, message, passed: 0, failed: 1 }
}

/** Null when it is as it should be. */
function lookedAt(look: (response: Response) => boolean | string, response: Response): string | null {
  let answer: unknown
  try {
    answer = look(response)
  } catch (error) {
    return error instanceof Error ? error.message : `expect threw ${String(error)}`
  }
  if (answer === true) return null
  if (typeof answer === 'string') return answer
  if (typeof answer === 'object' && answer !== null && 'then' in answer) return 'expect gave a promise; it cannot wait'
  return 'the response is not as expected'
}

function acceptorOf(expect: StatusExpectation | readonly StatusExpectation[]): Accept {
  if (typeof expect === 'number') return (status) => status === expect
  const list = typeof expect === 'string' ? [expect] : expect
  for (const each of list)
    if (typeof each !== 'number' && !/^[1-5]xx$/.test(each))
      throw new Error(`expect: ${JSON.stringify(each)} is neither a status nor a class such as '2xx'`)
  return (status) =>
    list.some((each) => (typeof each === 'number' ? each === status : Number(each[0]) === Math.floor(status / 100)))
}
