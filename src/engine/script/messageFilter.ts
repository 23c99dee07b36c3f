/** Which message code waits for, in the form in which sockets look for one. */
import { isDeepStrictEqual } from 'node:util'
import type { Message, MessageFilter } from '../../authoring/taskContext.ts'
import type { CompiledReply } from '../values/reply.ts'
import { durationMs } from './codeDuration.ts'
import { foundIn, jsonQuery } from './codeJson.ts'

export class CodeMessage implements Message {
  readonly #text: string
  #document: { value: unknown } | null = null

  constructor(text: string) {
    this.#text = text
  }

  text(): string {
    return this.#text
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- only the user knows what the target sends
  json<T = any>(path?: string): T {
    this.#document ??= { value: parsed(this.#text) }
    return foundIn(this.#document.value, path, 'in the message') as T
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`the message is not JSON: ${JSON.stringify(text.slice(0, 60))}`)
  }
}

/** Remembers the message that fitted. */
export class CodeReply implements CompiledReply {
  readonly withinMs: number
  readonly text: string
  readonly extracts = false
  message: CodeMessage | null = null
  /** What `where` threw. */
  thrown: { error: unknown } | null = null
  readonly #filter: MessageFilter

  /** @throws Error with a plain sentence for a filter that is not right */
  constructor(filter: MessageFilter, timeoutMs: number) {
    this.#filter = filter
    this.withinMs = filter.within === undefined ? timeoutMs : durationMs(filter.within)
    this.text = describe(filter)
    for (const path of Object.keys(filter.json ?? {})) jsonQuery(path)
  }

  unready(): null {
    return null
  }

  matches(text: string): boolean {
    const message = new CodeMessage(text)
    try {
      if (!this.#holds(message)) return false
    } catch (error) {
      // The wait ends here, and the code that waits gets the error.
      this.thrown = { error }
    }
    this.message = message
    return true
  }

  #holds(message: CodeMessage): boolean {
    const { text, matches, json, where } = this.#filter
    if (text !== undefined && !message.text().includes(text)) return false
    if (matches !== undefined && message.text().search(matches) < 0) return false
    if (json !== undefined && !holdsInJson(message.text(), json)) return false
    return where === undefined || where(message) === true
  }

  extract(): null {
    return null
  }

  values(): [] {
    return []
  }
}

/** A message that is not JSON is another message. */
function holdsInJson(text: string, json: Record<string, unknown>): boolean {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return false
  }
  return Object.entries(json).every(([path, value]) => isDeepStrictEqual(jsonQuery(path).first(document), value))
}

function describe({ json, text, matches, where }: MessageFilter): string {
  const parts = [
    ...(text === undefined ? [] : [`text "${text}"`]),
    ...(matches === undefined ? [] : [`text that matches ${matches}`]),
    ...Object.entries(json ?? {}).map(([path, value]) => `${path} ${JSON.stringify(value)}`),
    ...(where === undefined ? [] : ['what `where` looks for']),
  ]
  return parts.join(' and ') || 'any message'
}
