/**
 * Histograms on disk: the same counters as the HdrHistogram payload, in less than half the room and faster to read. A second of
 * an endpoint is some dozens of counters of 1, far apart; a minute is a thousand small counters, close together. The
 * distances between counters that are not zero, and the counts, are Golomb-Rice coded (Rice, Plaunt 1971), each with its
 * own parameter from its mean (Kiely, "Selecting the Golomb Parameter in Rice Coding", 2004).
 *
 * Layout: nothing at all for no counts. Else one byte, parameter of the gaps in its low four bits and of the counts in
 * the high four; the index of the first counter and the number of counters, LEB128; then bits, lowest first: the
 * first count, and for each further counter the zeros before it and its count. A count is written less one. A number n is written with
 * parameter k as n >> k ones, a zero, and the low k bits; from 20 ones on as 20 ones (no zero) and 56 bits.
 * The layout is part of the history's format: a change needs a migration.
 */
import { INDEX_COUNT } from '../../core/histogram/layout.ts'
import type { CountSum } from './countSum.ts'
import { HistoryError } from './historyError.ts'

const HIGHEST_PARAMETER = 15
const ESCAPE = 20
const EMPTY = new Uint8Array(0)
const LOG_GOLDEN_RATIO_LESS_1 = Math.log((Math.sqrt(5) - 1) / 2)

/** The stored form of all counts; the same bytes whatever the order in which they were added. */
export function encodeStored(sum: CountSum): Uint8Array {
  if (sum.total === 0) return EMPTY
  const { counts } = sum
  let first = sum.first
  while (counts[first] === 0) first++
  let last = sum.last
  while (counts[last] === 0) last--
  let used = 0
  for (let index = first; index <= last; index++) if (counts[index] !== 0) used++
  const gapParameter = used === 1 ? 0 : riceParameter((last - first + 1 - used) / (used - 1))
  const countParameter = riceParameter(sum.total / used - 1)

  const writer = new BitWriter(16 + 2 * used)
  writer.write(gapParameter | (countParameter << 4), 8)
  writeLeb128(writer, first)
  writeLeb128(writer, used)
  writeRice(writer, counts[first]! - 1, countParameter)
  let previous = first
  for (let index = first + 1; index <= last; index++) {
    const count = counts[index]!
    if (count === 0) continue
    writeRice(writer, index - previous - 1, gapParameter)
    writeRice(writer, count - 1, countParameter)
    previous = index
  }
  return writer.finish()
}

/**
 * Adds a stored histogram to a sum.
 * @returns how many values it holds.
 * @throws HistoryError 'damaged' when no histogram was stored so; the sum is then of no use.
 */
export function addStored(sum: CountSum, bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  const { counts } = sum
  const gapParameter = bytes[0]! & 15
  const countParameter = bytes[0]! >> 4
  const gapMask = (1 << gapParameter) - 1
  const countMask = (1 << countParameter) - 1
  let position = 1
  let index = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position++]
    if (byte === undefined || shift > 14) throw damaged()
    index |= (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  let used = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position++]
    if (byte === undefined || shift > 14) throw damaged()
    used |= (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  if (used === 0) throw damaged()
  const first = index
  const end = bytes.length
  let total = 0
  // At least 20 bits are in `buffer` wherever ones are counted; reading on behind the end gives zeros and is found out below.
  let buffer = 0
  let bits = 0
  let isCount = true
  for (let remaining = 2 * used - 1; remaining > 0; remaining--) {
    while (bits <= 23) {
      buffer |= (position < end ? bytes[position]! : 0) << bits
      position++
      bits += 8
    }
    const ones = 31 - Math.clz32(~buffer & -~buffer)
    let value: number
    if (ones >= ESCAPE) {
      const escapedAt = position * 8 - bits + ESCAPE
      value = readEscaped(bytes, escapedAt)
      const next = escapedAt + 56
      position = next >> 3
      buffer = (position < end ? bytes[position]! : 0) >> (next & 7)
      position++
      bits = 8 - (next & 7)
    } else {
      buffer >>>= ones + 1
      bits -= ones + 1
      while (bits < HIGHEST_PARAMETER) {
        buffer |= (position < end ? bytes[position]! : 0) << bits
        position++
        bits += 8
      }
      const parameter = isCount ? countParameter : gapParameter
      value = (ones << parameter) + (buffer & (isCount ? countMask : gapMask))
      buffer >>>= parameter
      bits -= parameter
    }
    if (isCount) {
      if (index >= INDEX_COUNT) throw damaged()
      counts[index]! += value + 1
      total += value + 1
    } else {
      index += value + 1
    }
    isCount = !isCount
  }
  // All bits but the padding of the last byte must have been read, and none behind it.
  if (Math.ceil((position * 8 - bits) / 8) !== end) throw damaged()
  if (first < sum.first) sum.first = first
  if (index > sum.last) sum.last = index
  sum.total += total
  return total
}

/** Kiely's rule: the best parameter for a geometric distribution with this mean. */
function riceParameter(mean: number): number {
  if (mean <= 0) return 0
  const parameter = 1 + Math.floor(Math.log2(LOG_GOLDEN_RATIO_LESS_1 / Math.log(mean / (mean + 1))))
  return Math.min(Math.max(parameter, 0), HIGHEST_PARAMETER)
}

function writeRice(writer: BitWriter, value: number, parameter: number): void {
  const ones = Math.floor(value / 2 ** parameter)
  if (ones >= ESCAPE) {
    writer.write((1 << ESCAPE) - 1, ESCAPE)
    let rest = value
    for (let part = 0; part < 4; part++) {
      writer.write(rest % 16_384, 14)
      rest = Math.floor(rest / 16_384)
    }
    return
  }
  writer.write((1 << ones) - 1, ones + 1)
  writer.write(value % 2 ** parameter, parameter)
}

function readEscaped(bytes: Uint8Array, firstBit: number): number {
  let value = 0
  let scale = 1
  for (let bit = 0; bit < 56; bit++) {
    const at = firstBit + bit
    value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * scale
    scale *= 2
  }
  return value
}

function writeLeb128(writer: BitWriter, value: number): void {
  let rest = value
  for (; rest >= 128; rest >>>= 7) writer.write((rest & 0x7f) | 0x80, 8)
  writer.write(rest, 8)
}

function damaged(): HistoryError {
  return new HistoryError(
    'damaged',
    'A stored histogram of this run is damaged, so its numbers cannot be told. Other runs of the history are not affected.',
  )
}

class BitWriter {
  #bytes: Uint8Array
  #position = 0
  #buffer = 0
  #bits = 0

  constructor(sizeHint: number) {
    this.#bytes = new Uint8Array(sizeHint)
  }

  /** Appends the low `bits` bits (at most 22) of a value that has no others. */
  write(value: number, bits: number): void {
    this.#buffer |= value << this.#bits
    this.#bits += bits
    while (this.#bits >= 8) {
      this.#put(this.#buffer & 0xff)
      this.#buffer >>>= 8
      this.#bits -= 8
    }
  }

  /** The bytes written, the last one filled up with zeros. */
  finish(): Uint8Array {
    if (this.#bits > 0) this.#put(this.#buffer & 0xff)
    return this.#bytes.slice(0, this.#position)
  }

  #put(byte: number): void {
    if (this.#position === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#position++] = byte
  }
}
