import { describe, expect, test } from 'vitest'
import { RandomStream } from './random.ts'

function draw(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.nextUint32())
}

describe('the generator', () => {
  test('is xoshiro128** (the reference sequence of the rand_xoshiro crate, made with the C code of Blackman and Vigna)', () => {
    expect(draw(RandomStream.fromState(1, 2, 3, 4), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  // State from numpy 2.4.6 `SeedSequence(seed, spawn_key=stream).generate_state(4)`, draws from a Python xoshiro128**.
  test.each([
    [0, [], [1895419579, 1549396427, 1946381142, 4069610410]],
    [1, [], [2165252233, 295747724, 2969945615, 3693525615]],
    [42, [0, 0], [243297213, 3184528969, 2712257003, 1239366802]],
    [42, [0, 1], [1766211961, 1470060637, 3837120375, 3301829540]],
    [42, [1, 0], [704238912, 703189898, 1806378709, 3583555060]],
    [9007199254740991, [4294967295, 7, 1], [2219779880, 2717703809, 3171049217, 415142935]],
    [4294967296, [], [1965260954, 1292829675, 429914550, 387914606]],
    [12345, [1999, 3], [2150166493, 3453905757, 2713487015, 867022808]],
  ])('seed %d, stream %j is seeded as NumPy seeds it', (seed, stream, expected) => {
    expect(draw(new RandomStream(seed, ...stream), 4)).toEqual(expected)
  })

  test.each<{ name: [number, ...number[]] }>([
    { name: [-1] },
    { name: [0.5] },
    { name: [Number.NaN] },
    { name: [2 ** 53] },
    { name: [1, -1] },
    { name: [1, 2 ** 32] },
    { name: [1, 0.5] },
  ])('refuses $name', ({ name }) => expect(() => new RandomStream(...name)).toThrow(RangeError))

  test('refuses the state that it could not leave', () => {
    expect(() => RandomStream.fromState(0, 0, 0, 0)).toThrow(RangeError)
  })
})

/** Pearson's statistic against equal shares. */
function chiSquare(counts: number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)
}

// The 99.9 % points of chi-square with 99 and 15 degrees of freedom (standard tables: 148.23, 37.70). The seeds are fixed,
// so these can only fail when the code changes.
describe('distributions', () => {
  test('floats are in [0, 1) and even', () => {
    const stream = new RandomStream(7)
    const counts: number[] = Array.from({ length: 100 }, () => 0)
    for (let i = 0; i < 200_000; i++) {
      const bucket = Math.floor(stream.nextFloat() * 100)
      counts[bucket] = (counts[bucket] ?? Number.NaN) + 1
    }
    expect(counts).toHaveLength(100)
    expect(chiSquare(counts)).toBeLessThan(148.23)
  })

  test('consecutive draws are even in two dimensions', () => {
    const stream = new RandomStream(8, 1)
    const counts: number[] = Array.from({ length: 100 }, () => 0)
    for (let i = 0; i < 100_000; i++) {
      const cell = stream.int(0, 9) * 10 + stream.int(0, 9)
      counts[cell] = (counts[cell] ?? Number.NaN) + 1
    }
    expect(chiSquare(counts)).toBeLessThan(148.23)
  })

  test('int covers both bounds, negative ones too, evenly', () => {
    const stream = new RandomStream(9)
    const counts: number[] = Array.from({ length: 16 }, () => 0)
    for (let i = 0; i < 64_000; i++) {
      const index = stream.int(-5, 10) + 5
      counts[index] = (counts[index] ?? Number.NaN) + 1
    }
    expect(counts).toHaveLength(16)
    expect(chiSquare(counts)).toBeLessThan(37.7)
  })

  test('int has no modulo bias: of 3 × 2^30 numbers the first third is not favoured', () => {
    const stream = new RandomStream(10)
    let first = 0
    for (let i = 0; i < 30_000; i++) if (stream.int(0, 3 * 2 ** 30 - 1) < 2 ** 30) first++
    // A plain modulo would give 1/2. Standard deviation of the count: sqrt(30000 × 2/9) = 82.
    expect(Math.abs(first - 10_000)).toBeLessThan(4 * 82)
  })

  test('int spans more than 32 bits', () => {
    const stream = new RandomStream(11)
    const drawn = Array.from({ length: 1000 }, () => stream.int(-(2 ** 40), 2 ** 40))
    expect(drawn.every((value) => Number.isSafeInteger(value) && Math.abs(value) <= 2 ** 40)).toBe(true)
    // Mean 0, standard deviation of the mean 2^40 / sqrt(3 × 1000).
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
    expect(Math.abs(mean)).toBeLessThan((4 * 2 ** 40) / Math.sqrt(3000))
    expect(stream.int(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER)
    expect(stream.int(0, Number.MAX_SAFE_INTEGER)).toBeGreaterThanOrEqual(0)
  })

  test.each([
    [2, 1],
    [0.5, 3],
    [0, Number.NaN],
    [-1, 2 ** 53 - 1],
    [-(2 ** 53), 0],
  ])('int(%d, %d) is refused', (min, max) => expect(() => new RandomStream(1).int(min, max)).toThrow(RangeError))

  test('exponential has its mean, its spread and its tail', () => {
    const stream = new RandomStream(12)
    const count = 100_000
    const drawn = Array.from({ length: count }, () => stream.exponential(2000))
    const mean = drawn.reduce((sum, value) => sum + value, 0) / count
    const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)
    expect(drawn.every((value) => value >= 0 && Number.isFinite(value))).toBe(true)
    expect(Math.abs(mean - 2000)).toBeLessThan((4 * 2000) / Math.sqrt(count))
    // The standard error of an exponential's standard deviation is σ·sqrt(2/n) (kurtosis 9).
    expect(Math.abs(Math.sqrt(variance) - 2000)).toBeLessThan(4 * 2000 * Math.sqrt(2 / count))
    const beyond = drawn.filter((value) => value > 3 * 2000).length
    expect(Math.abs(beyond / count - Math.exp(-3))).toBeLessThan(
      4 * Math.sqrt((Math.exp(-3) * (1 - Math.exp(-3))) / count),
    )
  })

  test('exponential of the smallest draw is plain zero', () => {
    // s1 = 0 gives the output 0, and s0 = s2 makes the next s1 zero again.
    const zeros = (): RandomStream => RandomStream.fromState(1, 0, 1, 0)
    expect([zeros().nextFloat(), zeros().exponential(5)]).toEqual([0, 0])
  })

  test('pick takes every item alike, and refuses an empty list', () => {
    const stream = new RandomStream(13)
    const counts = { a: 0, b: 0, c: 0 }
    for (let i = 0; i < 30_000; i++) counts[stream.pick(['a', 'b', 'c'] as const)]++
    // The 99.9 % point of chi-square with 2 degrees of freedom.
    expect(chiSquare(Object.values(counts))).toBeLessThan(13.82)
    expect(() => stream.pick([])).toThrow(RangeError)
  })
})

describe('uuid', () => {
  test('has the shape of RFC 9562 version 4, and does not repeat', () => {
    const stream = new RandomStream(14)
    const uuids = Array.from({ length: 20_000 }, () => stream.uuid())
    expect(
      uuids.filter((uuid) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)),
    ).toEqual([])
    expect(new Set(uuids).size).toBe(uuids.length)
  })

  test('every free bit varies', () => {
    const stream = new RandomStream(15)
    let ones = 0n
    let zeros = 0n
    for (let i = 0; i < 200; i++) {
      const bits = BigInt(`0x${stream.uuid().replaceAll('-', '')}`)
      ones |= bits
      zeros |= ~bits & (2n ** 128n - 1n)
    }
    const varying = (ones & zeros).toString(2).split('1').length - 1
    expect(varying).toBe(122)
  })
})

describe('streams', () => {
  test('are repeatable', () => {
    expect(draw(new RandomStream(5, 17, 2), 100)).toEqual(draw(new RandomStream(5, 17, 2), 100))
  })

  test('of 50,000 users × 4 purposes have different starts', () => {
    const starts = new Set<string>()
    for (let user = 0; user < 50_000; user++) {
      for (let purpose = 0; purpose < 4; purpose++) {
        const stream = new RandomStream(1, user, purpose)
        starts.add(`${stream.nextUint32()} ${stream.nextUint32()}`)
      }
    }
    expect(starts.size).toBe(200_000)
  })

  test('differ by the place of a number, not only by its value, and by their length', () => {
    const names = [[1], [1, 0], [1, 0, 0], [0, 1], [1, 2], [2, 1], [1, 1, 2], [1, 2, 1], [0, 0, 1]] as [
      number,
      ...number[],
    ][]
    expect(new Set(names.map((name) => new RandomStream(...name).nextUint32())).size).toBe(names.length)
  })

  test('of neighbours do not correlate', () => {
    // First draws over users: even, and uncorrelated with the next user's.
    const firsts = Array.from({ length: 20_000 }, (_, user) => new RandomStream(3, user, 0).nextFloat())
    const counts: number[] = Array.from({ length: 100 }, () => 0)
    for (const value of firsts) counts[Math.floor(value * 100)] = (counts[Math.floor(value * 100)] ?? Number.NaN) + 1
    expect(chiSquare(counts)).toBeLessThan(148.23)
    const products = firsts.slice(1).map((value, i) => (value - 0.5) * ((firsts[i] ?? Number.NaN) - 0.5))
    const correlation = products.reduce((sum, product) => sum + product, 0) / products.length / (1 / 12)
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(products.length))
  })
})
