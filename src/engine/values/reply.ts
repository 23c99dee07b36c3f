// Which WebSocket message answers a send: the first for which all given tests hold. Others pass by uncounted as replies.
import type { Reply } from '../../core/plan/compiledPlan.ts'
import { compileExtractions } from './extraction.ts'
import { unusableReason } from './invalidValue.ts'
import { compileJsonPath } from './jsonPath.ts'
import { TextResponse } from './response.ts'
import type { ResponseView } from './response.ts'
import type { Scope } from './scope.ts'
import { compileTemplate, isConstant } from './template.ts'
import { compileValueTest } from './valueTest.ts'

export interface CompiledReply {
  readonly withinMs: number
  /** What is waited for, for messages: `$.type "subscribed"`. */
  readonly text: string
  /** Later steps need values from the answer. */
  readonly extracts: boolean
  /** Before the wait: the sentence why no message could ever match, because a variable has no value; else null. Never throws. */
  unready(scope: Scope): string | null
  /** Whether this message is the answer. Never throws. */
  matches(message: string, scope: Scope): boolean
  /** Extracts from the message that matched: null, or the sentence which extraction failed. Never throws. */
  extract(message: string, scope: Scope): string | null
  /** What was extracted, for `loadwright debug`. */
  values(scope: Scope): { name: string; value: string }[]
}

type MessageTest = (view: ResponseView, scope: Scope) => boolean

/** @param slotNames `CompiledPlan.slots`, for messages. */
export function compileReply(reply: Reply, slotNames: readonly string[]): CompiledReply {
  const tests: MessageTest[] = []
  const texts: string[] = []
  const { text, matches } = reply
  if (text !== null) {
    const contains = compileTemplate(text, slotNames)
    texts.push(`text "${text.map((part) => (typeof part === 'string' ? part : '…')).join('')}"`)
    tests.push((view, scope) => view.text().includes(contains(scope)))
  }
  if (matches !== null) {
    const pattern = new RegExp(matches)
    texts.push(`text that matches ${pattern}`)
    tests.push((view) => pattern.test(view.text()))
  }
  // Last, because they need the message parsed.
  for (const { path, test } of reply.json) {
    const query = compileJsonPath(path)
    const value = compileValueTest(test, slotNames, 'typed')
    texts.push(`${query.text} ${value.text}`)
    tests.push((view, scope) => value.failure(query.text, query.all(view.json()), scope) === null)
  }
  const extractions = compileExtractions(reply.extract)
  const nothing = viewOf('null')
  const usesVariables =
    (text !== null && isConstant(text) === null) ||
    reply.json.some(({ test }) => 'value' in test && test.value.kind !== 'constant')
  return {
    withinMs: reply.withinMs,
    text: texts.join(' and ') || 'any message',
    extracts: reply.extract.length > 0,
    unready(scope) {
      if (!usesVariables) return null
      // Evaluating every test against some message evaluates every variable.
      for (const test of tests) {
        try {
          test(nothing, scope)
        } catch (error) {
          return unusableReason(error)
        }
      }
      return null
    },
    matches(message, scope) {
      const view = viewOf(message)
      try {
        for (let i = 0; i < tests.length; i++) if (!(tests[i] as MessageTest)(view, scope)) return false
        return true
      } catch (error) {
        unusableReason(error)
        return false
      }
    },
    extract: (message, scope) => (reply.extract.length === 0 ? null : extractions.run(viewOf(message), scope)),
    values: (scope) => extractions.values(scope),
  }
}

/** A message has nothing before its text. */
const NO_HEAD = { status: 0, headers: {} }

function viewOf(message: string): ResponseView {
  return new TextResponse(NO_HEAD, 0, message.length, () => message)
}
