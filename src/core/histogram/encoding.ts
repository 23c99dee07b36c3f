/**
 * The bytes of a histogram, as they cross process borders and as they are stored. A payload is exactly the payload of
 * HdrHistogram's V2 encoding: one number per counter from index 0 up to the last one that is not zero, where two or
 * more zeros in a row are one negative number; each number ZigZag and LEB128 coded. Header and compression are left
 * out: the layout never varies here, and a second of one endpoint is some dozens of bytes. `toV2` adds the header, and
 * any HdrHistogram tool can read the result.
 *
 * Payloads are read from files that people exchange, so the decoder trusts nothing: every failure is a
 * HistogramFormatError.
 */
import { PAGE_SIZE, type CountPages } from './countPages.ts'
import { bucketIndexOf, HIGHEST_TRACKABLE_US, INDEX_COUNT, SIGNIFICANT_DIGITS } from './layout.ts'

/** A payload, or the totals that came with it, that no histogram can have written. */
export class HistogramFormatError extends Error {
  override readonly name = 'HistogramFormatError'
}

/**
 * Encodes the counters from `firstIndex` to `lastIndex`, the first and last that are not zero.
 * @param total sum of all counters, used to bound the size; 0 gives the payload of an empty histogram, no bytes at all.
 * @returns bytes of their own buffer (safe to transfer), the same for the same counts whatever led to them.
 */
export function encodeCounts(
  pages: CountPages<Uint32Array | Float64Array>,
  firstIndex: number,
  lastIndex: number,
  total: number,
): Uint8Array {
  if (total === 0) return new Uint8Array(0)
  // At most one number and one run of zeros (up to three bytes) for each counter that is not zero.
  const nonZeroAtMost = Math.min(total, lastIndex - firstIndex + 1)
  const bytes = new Uint8Array(nonZeroAtMost * (numberLength(2 * total) + 3))
  let position = 0
  let zeros = firstIndex
  let index = firstIndex
  while (index <= lastIndex) {
    const pageEnd = Math.min((Math.floor(index / PAGE_SIZE) + 1) * PAGE_SIZE, lastIndex + 1)
    const counts = pages[Math.floor(index / PAGE_SIZE)]
    if (counts === undefined) {
      zeros += pageEnd - index
      index = pageEnd
      continue
    }
    const pageStart = index - (index & (PAGE_SIZE - 1))
    const end = pageEnd - pageStart
    for (let place = index - pageStart; place < end; place++) {
      const count = counts[place]!
      if (count === 0) {
        zeros++
        continue
      }
      // ZigZag: n becomes 2n, -n becomes 2n - 1. A single zero is written as itself, as HdrHistogram does.
      if (zeros > 0) {
        const run = zeros === 1 ? 0 : 2 * zeros - 1
        if (run < 0x80) bytes[position++] = run
        else position = writeNumber(bytes, position, run)
        zeros = 0
      }
      // Most numbers are a byte.
      if (count < 0x40) bytes[position++] = 2 * count
      else position = writeNumber(bytes, position, 2 * count)
    }
    index = pageEnd
  }
  return bytes.slice(0, position)
}

/**
 * The payload of values that were never counted.
 * @param valuesUs whole microseconds, 0 to one hour, in rising order
 * @returns the same bytes as `encodeCounts` of their counters.
 */
export function encodeSorted(valuesUs: Uint32Array): Uint8Array {
  const { length } = valuesUs
  const bytes = new Uint8Array(length * (numberLength(2 * length) + 3))
  let position = 0
  let next = 0
  for (let i = 0; i < length;) {
    const index = bucketIndexOf(valuesUs[i]!)
    const first = i
    do i++
    while (i < length && bucketIndexOf(valuesUs[i]!) === index)
    const zeros = index - next
    if (zeros > 0) position = writeNumber(bytes, position, zeros === 1 ? 0 : 2 * zeros - 1)
    position = writeNumber(bytes, position, 2 * (i - first))
    next = index + 1
  }
  return bytes.slice(0, position)
}

/**
 * Reads a payload and visits every counter that is not zero, by rising index.
 * @returns the sum of all counts.
 * @throws HistogramFormatError if the payload is cut off, not in shortest form, leads past the last counter, or holds
 * counts (single or together) beyond 2^53 - 1. The visits made until then are not taken back.
 */
export function decodePayload(bytes: Uint8Array, visit: (index: number, count: number) => void): number {
  const end = bytes.length
  let position = 0
  let index = 0
  let total = 0
  while (position < end) {
    const start = position
    let byte = bytes[position++]!
    let value = byte & 0x7f
    // Most numbers of a payload are a single byte, and skip this loop.
    for (let scale = 128; byte >= 0x80; scale *= 128) {
      if (position === end) throw new HistogramFormatError(`histogram payload is cut off at byte ${end}`)
      byte = bytes[position++]!
      // Eight bytes are 56 bits: enough for twice 2^53. The sum is exact or so far beyond that it is refused below.
      if (position - start > 8) {
        throw new HistogramFormatError(`histogram payload has an overlong number at byte ${start}`)
      }
      if (byte === 0) throw new HistogramFormatError(`histogram payload has a padded number at byte ${start}`)
      value += (byte & 0x7f) * scale
    }
    // ZigZag: an odd number is a run of zeros, an even one twice a count.
    const isRun = (bytes[start]! & 1) === 1
    const magnitude = isRun ? (value + 1) / 2 : value / 2
    if (magnitude > Number.MAX_SAFE_INTEGER) {
      throw new HistogramFormatError(`histogram payload has a count beyond 2^53 at byte ${start}`)
    }
    const next = index + (isRun ? magnitude : 1)
    if (next > INDEX_COUNT) {
      throw new HistogramFormatError(
        `histogram payload leads past the last of ${INDEX_COUNT} counters at byte ${start}`,
      )
    }
    if (!isRun && magnitude > 0) {
      total += magnitude
      if (total > Number.MAX_SAFE_INTEGER) throw new HistogramFormatError('histogram payload counts beyond 2^53 in all')
      visit(index, magnitude)
    }
    index = next
  }
  return total
}

const V2_HEADER_BYTES = 40
/** V2 cookie 0x1c849303, with the word size nibble that says "LEB128". */
const V2_COOKIE = 0x1c849313

/**
 * Puts HdrHistogram's V2 header in front of a payload: cookie, payload length, normalizing index offset 0, significant
 * digits, lowest and highest value (int64), and the double 1.0 as the ratio of integers to values; all big-endian.
 * The result is the standard, uncompressed form; compressing it (zlib, cookie 0x1c849314) is the host's part.
 */
export function toV2(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(V2_HEADER_BYTES + payload.length)
  const header = new DataView(bytes.buffer, 0, V2_HEADER_BYTES)
  header.setInt32(0, V2_COOKIE)
  header.setInt32(4, payload.length)
  header.setInt32(8, 0)
  header.setInt32(12, SIGNIFICANT_DIGITS)
  header.setBigInt64(16, 1n)
  header.setBigInt64(24, BigInt(HIGHEST_TRACKABLE_US))
  header.setFloat64(32, 1)
  bytes.set(payload, V2_HEADER_BYTES)
  return bytes
}

/** Bytes that `writeNumber` needs for a number. */
function numberLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 128; rest /= 128) length++
  return length
}

/** Writes a whole number below 2^55, seven bits a byte, lowest first; returns the position behind it. */
function writeNumber(bytes: Uint8Array, position: number, value: number): number {
  let rest = value
  // Division instead of shifts above 2^31: shifts would cut to 32 bits.
  for (; rest >= 0x8000_0000; rest = Math.floor(rest / 128)) bytes[position++] = (rest % 128) | 0x80
  for (; rest >= 0x80; rest >>>= 7) bytes[position++] = (rest & 0x7f) | 0x80
  bytes[position++] = rest
  return position
}
