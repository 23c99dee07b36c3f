/** Which event ends a stream: the first, or the n-th, of its type for whose data all tests hold. */
import type { EventsUntil } from '../../../core/plan/compiledPlan.ts'
import { unusableReason } from '../../values/invalidValue.ts'
import { compileReply, type CompiledReply } from '../../values/reply.ts'
import type { Scope } from '../../values/scope.ts'
import { compileTemplate, isConstant, type CompiledTemplate } from '../../values/template.ts'

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
  const type = until.type === null ? null : compileTemplate(until.type, slotNames)
  const typeText = until.type === null ? null : (isConstant(until.type) ?? '…')
  return awaitedEvent(type, typeText, until.count, compileReply(until.reply, slotNames))
}

/** @param type null: any. `typeText`: the same for messages. `reply`: what must hold for its data. */
export function awaitedEvent(
  type: CompiledTemplate | null,
  typeText: string | null,
  count: number,
  reply: CompiledReply,
): AwaitedEvent {
  const named = typeText === null ? 'event' : `event ${typeText}`
  return {
    count,
    extracts: reply.extracts,
    text: reply.text === 'any message' ? named : `${named} with ${reply.text}`,
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
