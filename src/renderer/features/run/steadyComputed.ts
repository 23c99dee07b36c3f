/**
 * Values that stay the same object while they say the same. While a run goes on every second tells everything anew; what has not
 * changed then starts nothing: no chart is drawn again, no list is rendered again.
 */
import { computed, type ComputedRef } from 'vue'

export function steadyComputed<T>(get: () => T, isSame: (before: T, now: T) => boolean): ComputedRef<T> {
  return computed<T>((before) => {
    const now = get()
    return before !== undefined && isSame(before, now) ? before : now
  })
}

/** Of records with plain values, in their order. */
export function isSameList(one: readonly object[], other: readonly object[]): boolean {
  return one.length === other.length && one.every((record, index) => isSameRecord(record, other[index] ?? {}))
}

/** Of plain values: what is an object in it, is the same one. */
export function isSameRecord(one: object, other: object): boolean {
  const [entries, others] = [Object.entries(one), new Map(Object.entries(other))]
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && Object.is(value, others.get(key)))
  )
}
