// Seeded randomness. A run is repeatable (`--seed`) only when each user's choices come from a stream of its own that no
// scheduling, shard or other user can disturb; so a stream is named by numbers: (seed, user, purpose).
//
// Generator: xoshiro128** 1.1, D. Blackman and S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4),
// 2021; https://prng.di.unimi.it/xoshiro128starstar.c (public domain). Period 2^128 − 1, 32-bit arithmetic only.
// Seeding: the seed_seq alternative of M. E. O'Neill (https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html)
// in the arrangement of NumPy's SeedSequence(seed, spawn_key=stream), which keeps seed and stream name apart. A chain of
// splitmix32 was rejected: it passes through 32 bits, where some two of 65,000 users would share a stream more often than not.

const UINT32 = 2 ** 32
const UINT53 = 2 ** 53

/** One stream of random numbers. Streams that differ in seed or in any stream number are independent of each other. */
export class RandomStream {
  private s0: number
  private s1: number
  private s2: number
  private s3: number

  /**
   * @param seed a whole number, 0 … 2^53 − 1
   * @param stream whole numbers, 0 … 2^32 − 1, that name this stream below the seed, such as user index and purpose
   * @throws RangeError for any other number
   */
  constructor(seed: number, ...stream: number[]) {
    const [s0, s1, s2, s3] = seedState(seed, stream)
    this.s0 = s0
    this.s1 = s1
    this.s2 = s2
    // The one state the generator cannot leave is all zeros.
    this.s3 = (s0 | s1 | s2 | s3) === 0 ? 1 : s3
  }

  /** A stream that continues from a raw generator state (four 32-bit words, not all zero). */
  static fromState(s0: number, s1: number, s2: number, s3: number): RandomStream {
    if ((s0 | s1 | s2 | s3) === 0) throw new RangeError('The state of xoshiro128** must not be all zeros')
    const stream = new RandomStream(0)
    stream.s0 = s0 | 0
    stream.s1 = s1 | 0
    stream.s2 = s2 | 0
    stream.s3 = s3 | 0
    return stream
  }

  /** The next 32 bits, 0 … 2^32 − 1. */
  nextUint32(): number {
    const s1 = this.s1
    const times5 = Math.imul(s1, 5)
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9)
    const s2 = this.s2 ^ this.s0
    const s3 = this.s3 ^ s1
    this.s1 = s1 ^ s2
    this.s0 ^= s3
    this.s2 = s2 ^ (s1 << 9)
    this.s3 = (s3 << 11) | (s3 >>> 21)
    return result >>> 0
  }

  /** The next number in [0, 1), one of 2^53 evenly spaced ones (two draws). */
  nextFloat(): number {
    return this.nextUint53() / UINT53
  }

  /**
   * A whole number from `min` to `max`, both included, all equally likely (rejection, no modulo bias).
   *
   * @throws RangeError when the bounds are not whole and ordered, or more than 2^53 numbers lie between them
   */
  int(min: number, max: number): number {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min || max - min >= UINT53) {
      throw new RangeError(`int() needs whole numbers min <= max at most 2^53 apart, not ${min} and ${max}`)
    }
    const count = max - min + 1
    if (count <= UINT32) {
      const limit = UINT32 - (UINT32 % count)
      let drawn = this.nextUint32()
      while (drawn >= limit) drawn = this.nextUint32()
      return min + (drawn % count)
    }
    const limit = UINT53 - (UINT53 % count)
    let drawn = this.nextUint53()
    while (drawn >= limit) drawn = this.nextUint53()
    return min + (drawn % count)
  }

  /** An exponentially distributed number with that mean, by inversion; never infinite. */
  exponential(mean: number): number {
    // log1p keeps the precision of small draws; 1 − u is never 0 because u < 1. (0 − … so that no draw gives −0.)
    return (0 - Math.log1p(-this.nextFloat())) * mean
  }

  /** A version 4 UUID (RFC 9562 §5.4), 122 bits from this stream. For names, not for secrets. */
  uuid(): string {
    const a = this.nextUint32()
    const b = this.nextUint32()
    const c = this.nextUint32()
    const d = this.nextUint32()
    const version = (b & 0xffff_0fff) | 0x4000
    const variant = (c & 0x3fff_ffff) | 0x8000_0000
    return `${hex16(a >>> 16)}${hex16(a)}-${hex16(version >>> 16)}-${hex16(version)}-${hex16(variant >>> 16)}-${hex16(variant)}${hex16(d >>> 16)}${hex16(d)}`
  }

  /**
   * One of the items, all equally likely.
   *
   * @throws RangeError when there are none
   */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick() needs at least one item')
    return items[this.int(0, items.length - 1)] as T
  }

  private nextUint53(): number {
    const high = this.nextUint32() >>> 5
    const low = this.nextUint32() >>> 6
    return high * 2 ** 26 + low
  }
}

function hex16(value: number): string {
  // The 17th bit keeps the leading zeros.
  return ((value & 0xffff) | 0x1_0000).toString(16).slice(1)
}

const POOL_WORDS = 4
const INIT_A = 0x43b0d7e5
const MULTIPLIER_A = 0x931e8875
const INIT_B = 0x8b51f9dd
const MULTIPLIER_B = 0x58f38ded
const MIX_LEFT = 0xca01f9dd
const MIX_RIGHT = 0x4973f715

/** Four state words from seed and stream, through a 128-bit pool in which every input bit reaches every word. */
function seedState(seed: number, stream: readonly number[]): [number, number, number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`A seed is a whole number from 0 to 2^53 - 1, not ${seed}`)
  }
  for (const part of stream) {
    if (!Number.isInteger(part) || part < 0 || part >= UINT32) {
      throw new RangeError(`A stream is named by whole numbers from 0 to 2^32 - 1, not ${part}`)
    }
  }
  // The seed fills the pool's first words, zeros the rest; stream numbers always come behind, so (1, 2) is never (1 | 2 << 32).
  const entropy = [seed % UINT32, Math.floor(seed / UINT32), 0, 0, ...stream]
  let hash = INIT_A
  const hashed = (word: number): number => {
    const salted = word ^ hash
    hash = Math.imul(hash, MULTIPLIER_A)
    const product = Math.imul(salted, hash)
    return product ^ (product >>> 16)
  }
  const pool = [0, 0, 0, 0]
  for (let i = 0; i < POOL_WORDS; i++) pool[i] = hashed(entropy[i] ?? 0)
  for (let source = 0; source < POOL_WORDS; source++) {
    for (let target = 0; target < POOL_WORDS; target++) {
      if (source !== target) pool[target] = mixed(pool[target] ?? 0, hashed(pool[source] ?? 0))
    }
  }
  for (let source = POOL_WORDS; source < entropy.length; source++) {
    for (let target = 0; target < POOL_WORDS; target++) {
      pool[target] = mixed(pool[target] ?? 0, hashed(entropy[source] ?? 0))
    }
  }
  let out = INIT_B
  const drawn = (index: number): number => {
    const salted = (pool[index] ?? 0) ^ out
    out = Math.imul(out, MULTIPLIER_B)
    const product = Math.imul(salted, out)
    return product ^ (product >>> 16)
  }
  return [drawn(0), drawn(1), drawn(2), drawn(3)]
}

function mixed(left: number, right: number): number {
  const result = (Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right)) | 0
  return result ^ (result >>> 16)
}
