/**
 * Which sample requests of a run are kept: a bounded number, and always the most telling. Engines send some in every second
 * (ux: per endpoint and 10 s the slowest 3 and one at random); of a whole run are kept, per endpoint, the slowest 20 of each
 * outcome and 10 at random, and of each group of errors the first 20.
 */
import type { Exemplar } from '../../core/recording/second.ts'

export const KEPT = { slowest: 20, failure: 20, random: 10 } as const
/** Of a whole run: so many, and so many UTF-16 units of JSON. What would be too much is taken where most are. */
export const EXEMPLARS_AT_MOST = 5000
export const EXEMPLAR_TEXT_AT_MOST = 48_000_000

/** What the choice needs to know of an exemplar; smaller `weakness` is kept longer. */
export interface ExemplarEntry {
  bucket: string
  weakness: number
  size: number
}

/** @param size of the exemplar as it is stored. */
export function entryOf(exemplar: Exemplar, size: number): ExemplarEntry {
  switch (exemplar.reason) {
    case 'slowest':
      return {
        bucket: JSON.stringify(['slowest', exemplar.endpoint, exemplar.outcome]),
        weakness: -exemplar.latencyUs,
        size,
      }
    case 'failure': {
      const group = [exemplar.endpoint, exemplar.error?.class ?? '', exemplar.error?.message ?? '']
      return { bucket: JSON.stringify(['failure', ...group]), weakness: exemplar.startMs, size }
    }
    case 'random':
      // The smallest of evenly spread hashes are a uniform sample of all that came, without any randomness of our own.
      return { bucket: JSON.stringify(['random', exemplar.endpoint]), weakness: hashOf(exemplar), size }
    default:
      return unknownReason(exemplar.reason)
  }
}

/** The exemplars that are kept, each with something of the caller's own (a row, a text). */
export class ExemplarSelection<T> {
  readonly #buckets = new Map<string, { entry: ExemplarEntry; item: T }[]>()
  #count = 0
  #size = 0

  /**
   * Offers one; returns the items that are no longer kept, among them perhaps this one.
   */
  offer(entry: ExemplarEntry, item: T): T[] {
    const dropped: T[] = []
    const bucket = this.#buckets.get(entry.bucket) ?? []
    this.#buckets.set(entry.bucket, bucket)
    // After its equals: of two equally strong the first stays.
    const place = bucket.findIndex((other) => other.entry.weakness > entry.weakness)
    bucket.splice(place === -1 ? bucket.length : place, 0, { entry, item })
    this.#count++
    this.#size += entry.size
    if (bucket.length > atMost(entry.bucket)) dropped.push(this.#dropWeakest(bucket))
    while (this.#count > EXEMPLARS_AT_MOST || this.#size > EXEMPLAR_TEXT_AT_MOST) {
      dropped.push(this.#dropWeakest(this.#fullest()))
    }
    return dropped
  }

  #dropWeakest(bucket: { entry: ExemplarEntry; item: T }[]): T {
    const weakest = bucket.pop()!
    this.#count--
    this.#size -= weakest.entry.size
    // Groups of errors may come without end; their buckets must not.
    if (bucket.length === 0) this.#buckets.delete(weakest.entry.bucket)
    return weakest.item
  }

  #fullest(): { entry: ExemplarEntry; item: T }[] {
    let fullest: { entry: ExemplarEntry; item: T }[] = []
    // Of equally full ones the newest, so that first failures stay.
    for (const bucket of this.#buckets.values()) if (bucket.length >= fullest.length) fullest = bucket
    return fullest
  }
}

function atMost(bucket: string): number {
  if (bucket.startsWith('["slowest"')) return KEPT.slowest
  return bucket.startsWith('["failure"') ? KEPT.failure : KEPT.random
}

/** FNV-1a over what tells one request from another, with a final mix, since its inputs differ in few bits. */
function hashOf(exemplar: Exemplar): number {
  let hash = 0x811c9dc5
  for (const letter of `${exemplar.startMs} ${exemplar.user} ${exemplar.iteration} ${exemplar.userType}`) {
    hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function unknownReason(reason: never): never {
  throw new Error(`unknown reason of an exemplar: ${String(reason)}`)
}
