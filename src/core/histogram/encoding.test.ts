import { deflateSync, inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { decodePayload, HistogramFormatError, toV2 } from './encoding.ts'
import { Histogram } from './histogram.ts'
import { HIGHEST_TRACKABLE_US, INDEX_COUNT, lowestEquivalentUs } from './layout.ts'

type Counts = Map<number, number>

const yardstickOptions = {
  bitBucketSize: 64,
  lowestDiscernibleValue: 1,
  highestTrackableValue: HIGHEST_TRACKABLE_US,
  numberOfSignificantValueDigits: 3,
} as const

function decode(payload: Uint8Array): Counts {
  const counts: Counts = new Map()
  decodePayload(payload, (index, count) => counts.set(index, count))
  return counts
}

function encode(counts: Counts): Uint8Array {
  const histogram = new Histogram()
  for (const [index, count] of counts) histogram.record(lowestEquivalentUs(index), count)
  return histogram.encode()
}

/** The uncompressed V2 form that hdr-histogram-js writes, out of its compressed one. */
function yardstickV2(counts: Counts): Uint8Array {
  const yardstick = build(yardstickOptions)
  for (const [index, count] of counts) yardstick.recordValueWithCount(lowestEquivalentUs(index), count)
  return inflateSync(Buffer.from(encodeIntoCompressedBase64(yardstick), 'base64').subarray(8))
}

/** Compressed V2 with the base64 that HdrHistogram logs hold, as a host would write it. */
function toCompressedBase64(v2: Uint8Array): string {
  const compressed = deflateSync(v2)
  const header = Buffer.alloc(8)
  header.writeInt32BE(0x1c849314, 0)
  header.writeInt32BE(compressed.length, 4)
  return Buffer.concat([header, compressed]).toString('base64')
}

/** Highest index that a value up to one hour can have is below the last one. */
const highestIndex = 23_220
const anyCounts: fc.Arbitrary<Counts> = fc
  .uniqueArray(
    fc.tuple(
      fc.oneof(fc.integer({ min: 0, max: highestIndex }), fc.integer({ min: 0, max: 20 })),
      fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2 ** 46 })),
    ),
    { selector: ([index]) => index, maxLength: 60 },
  )
  .map((entries) => new Map(entries.sort(([a], [b]) => a - b)))

describe('payload', () => {
  it('gives back the counts that were encoded', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        expect(decode(encode(counts))).toEqual(counts)
      }),
    )
  })

  it('is byte for byte the payload that hdr-histogram-js writes', () => {
    const nonEmpty = anyCounts.filter((counts) => counts.size > 0)
    fc.assert(
      fc.property(nonEmpty, (counts) => {
        expect(Buffer.from(encode(counts))).toEqual(Buffer.from(yardstickV2(counts).subarray(40)))
      }),
      { numRuns: 60 },
    )
  })

  it('with the V2 header is read by hdr-histogram-js', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const read = decodeFromCompressedBase64(toCompressedBase64(toV2(encode(counts))), 64)
        const expected = build(yardstickOptions)
        for (const [index, count] of counts) expected.recordValueWithCount(lowestEquivalentUs(index), count)
        expect(read.totalCount).toBe(expected.totalCount)
        expect(read.summary).toEqual({ ...expected.summary, max: read.maxValue })
        expect(read.highestTrackableValue).toBe(HIGHEST_TRACKABLE_US)
        expect(read.numberOfSignificantValueDigits).toBe(3)
      }),
      { numRuns: 60 },
    )
  })

  it('has the V2 header of the Java and C implementations', () => {
    const expected =
      '1c849313' + // cookie
      '00000002' + // payload length
      '00000000' + // normalizing index offset
      '00000003' + // significant digits
      '0000000000000001' + // lowest discernible value
      '00000000d693a400' + // highest trackable value, 3,600,000,000
      '3ff0000000000000' + // integer to double ratio, 1.0
      '0102' // one run of one zero, one count of one
    expect(Buffer.from(toV2(Uint8Array.of(1, 2))).toString('hex')).toBe(expected)
  })

  it('reads and writes known bytes', () => {
    // Counter 0: 1; 1: none; 2: 64; 3 and 4: none; 5: 2^32.
    const bytes = Uint8Array.of(2, 0, 0x80, 1, 3, 0x80, 0x80, 0x80, 0x80, 0x20)
    const counts: Counts = new Map([
      [0, 1],
      [2, 64],
      [5, 2 ** 32],
    ])
    expect(decode(bytes)).toEqual(counts)
    expect(encode(counts)).toEqual(bytes)
  })

  it('is no bytes at all for an empty histogram, and reads the single zero of HdrHistogram as empty', () => {
    expect(new Histogram().encode()).toEqual(new Uint8Array(0))
    expect(decode(new Uint8Array(0))).toEqual(new Map())
    expect(decode(yardstickV2(new Map()).subarray(40))).toEqual(new Map())
  })

  it('holds the largest count there can be, and every counter at once', () => {
    const largest: Counts = new Map([[highestIndex, Number.MAX_SAFE_INTEGER]])
    expect(decode(encode(largest))).toEqual(largest)
    const full: Counts = new Map(Array.from({ length: highestIndex + 1 }, (_, index) => [index, index + 1]))
    expect(decode(encode(full))).toEqual(full)
  })

  it('owns its bytes', () => {
    const payload = encode(new Map([[7, 3]]))
    expect(payload.buffer.byteLength).toBe(payload.byteLength)
  })

  it('returns the sum of all counts', () => {
    expect(decodePayload(Uint8Array.of(2, 0, 4), () => {})).toBe(3)
  })
})

/** One number, ZigZag and LEB128 coded with big integers, independently of the encoder. */
function coded(value: bigint): number[] {
  let rest = value >= 0n ? 2n * value : -2n * value - 1n
  const bytes: number[] = []
  for (; rest >= 128n; rest /= 128n) bytes.push(Number(rest % 128n) | 128)
  return [...bytes, Number(rest)]
}

describe('hostile payload', () => {
  const largest = BigInt(Number.MAX_SAFE_INTEGER)
  it.each([
    ['cut off inside a number', [2, 0x80], /cut off/],
    ['cut off inside a long number', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], /cut off/],
    ['a number of nine bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], /overlong/],
    ['a number without end', Array.from({ length: 1000 }, () => 0xff), /overlong/],
    ['a zero padded to two bytes', [0x80, 0x00], /padded/],
    ['a count padded to three bytes', [0x82, 0x80, 0x00], /padded/],
    ['a count of 2^53', coded(largest + 1n), /beyond 2\^53/],
    ['the largest number of eight bytes', [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], /beyond 2\^53/],
    ['counts that together are 2^53', [...coded(largest), ...coded(1n)], /beyond 2\^53 in all/],
    ['a run of zeros behind the last counter', coded(-BigInt(INDEX_COUNT) - 1n), /past the last/],
    ['a run of 2^40 zeros', coded(-(2n ** 40n)), /past the last/],
    ['a run of 2^53 zeros', coded(-(2n ** 53n)), /beyond 2\^53/],
    ['a count behind the last counter', [...coded(-BigInt(INDEX_COUNT)), 2], /past the last/],
    ['a megabyte of zeros', Array.from({ length: 1_000_000 }, () => 0), /past the last/],
  ])('is refused: %s', (_name, bytes, message) => {
    const read = () => decodePayload(Uint8Array.from(bytes), () => {})
    expect(read).toThrow(HistogramFormatError)
    expect(read).toThrow(message)
  })

  it('is read or refused with HistogramFormatError, never anything else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          let last = -1
          let sum = 0
          const total = decodePayload(bytes, (index, count) => {
            if (!(index > last && index < INDEX_COUNT && Number.isSafeInteger(count) && count > 0)) expect.fail()
            last = index
            sum += count
          })
          expect(total).toBe(sum)
        } catch (error) {
          expect(error).toBeInstanceOf(HistogramFormatError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('may fill the layout to its very end', () => {
    expect(decode(Uint8Array.from([...coded(-BigInt(INDEX_COUNT) + 1n), 2]))).toEqual(new Map([[INDEX_COUNT - 1, 1]]))
  })
})
