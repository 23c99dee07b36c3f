/** Which event ends a stream: the first, or the n-th, of its type for whose data all tests hold. */
import type { EventsUntil } from '../../../core/plan/compiledPlan.ts'
import { unusableReason } from '../../values/invalidValue.ts'
import { compileReply } from '../../values/reply.ts'
import type { Scope } from '../../values/scope.ts'
import { compileTemplate, isConstant } from '../../values/template.ts'

export interface AwaitedEvent {
  /** So many of them; 1 unless the plan says more. */
  readonly count: number
  /** Later steps need values from it. */
  readonly extracts: boolean
  /** For messages: `event done with $.ok true`. Without values, so that all users' failures are one. */
  readonly text: string
  /** Before the wait: the sentence why none could ever match, because a variable has no value; else null. Never throws. */
  unready(scope: Scope): string | null
  /** Never throws. */
  matches(type: string, data: string, scope: Scope): boolean
  /** Takes values from the one that ends the stream: null, or the sentence which extraction failed. Never throws. */
  extract(data: string, scope: Scope): string | null
  /** What was extracted, for `loadwright debug`. */
  values(scope: Scope): { name: string; value: string }[]
}

/** @param slotNames `CompiledPlan.slots`, for messages. */
export function compileAwaitedEvent(until: EventsUntil, slotNames: readonly string[]): AwaitedEvent {
  const reply = compileReply(until.reply, slotNames)
  const type = until.type === null ? null : compileTemplate(until.type, slotNames)
  const typeText = until.type === null ? '' : ` ${isConstant(until.type) ?? '…'}`
  const testText = reply.text === 'any message' ? '' : ` with ${reply.text}`
  return {
    count: until.count,
    extracts: reply.extracts,
    text: `event${typeText}${testText}`,
    unready(scope) {
      try {
        type?.(scope)
      } catch (error) {
        return unusableReason(error)
      }
      return reply.unready(scope)
    },
    matches(itsType, data, scope) {
      try {
        if (type !== null && type(scope) !== itsType) return false
      } catch (error) {
        unusableReason(error)
        return false
      }
      return reply.matches(data, scope)
    },
    extract: (data, scope) => reply.extract(data, scope),
    values: (scope) => reply.values(scope),
  }
}
