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
import type { CounterList } from '../../core/histogram/counterList.ts'
import { INDEX_COUNT } from '../../core/histogram/layout.ts'
import type { CountSum } from './countSum.ts'
import { HistoryError } from './historyError.ts'

const HIGHEST_PARAMETER = 15
/** So many ones, and no zero, are followed by the number itself, in parts. */
const ESCAPE = 20
const ESCAPED_PARTS = 4
const ESCAPED_PART_BITS = 14
const ESCAPED_MASK = (1 << ESCAPED_PART_BITS) - 1
/** Bits looked up at once. */
const PEEK_BITS = 13
const PEEK_MASK = (1 << PEEK_BITS) - 1
/** Pairs in an entry of a table, beside its head. */
const PAIRS_AT_ONCE = 3
const ENTRY = PAIRS_AT_ONCE + 1
const GAP_BITS = 14
const GAP_MASK = (1 << GAP_BITS) - 1
/** A pair that begins at the last bit reaches at most 19 bytes beyond it, and is read in words of four. */
const READ_AHEAD = 32
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
 * Reads stored histograms. Pairs of a count and a gap are a few bits long: up to three are looked up at once in a table of their two
 * parameters, made when it is first needed. Opening a run reads ten million pairs.
 */
export class StoredReader {
  /** By the byte of parameters; see `pairTable`. */
  readonly #tables = new Map<number, Int32Array>()
  readonly #reader = new BitReader()

  /**
   * Adds a stored histogram to a sum, or takes it away again.
   * @returns how many values it holds.
   * @throws HistoryError 'damaged' when no histogram was stored so; the sum is then of no use.
   */
  addTo(sum: CountSum, bytes: Uint8Array, sign: 1 | -1 = 1): number {
    if (bytes.length === 0) return 0
    const reader = this.#reader
    reader.load(bytes)
    const parameters = reader.begin(0)
    const gapParameter = parameters & 15
    const countParameter = parameters >> 4
    const first = reader.leb128()
    const used = reader.leb128()
    if (used === 0 || first >= INDEX_COUNT) throw damaged()
    const table = this.#tableOf(parameters)
    const endBit = bytes.length * 8
    const { counts } = sum
    const { words } = reader
    let index = first
    let total = 0
    let { at } = reader
    let remaining = used
    while (remaining > 1) {
      const entry = ((words.getUint32(at >>> 3, true) >>> (at & 7)) & PEEK_MASK) * ENTRY
      const head = table[entry]!
      if (head !== 0 && remaining > PAIRS_AT_ONCE) {
        // Pairs that an entry does not have are zeros, which add nothing: there is nothing to be decided here.
        const one = table[entry + 1]!
        const two = table[entry + 2]!
        const three = table[entry + 3]!
        counts[index]! += sign * (one >>> GAP_BITS)
        index += one & GAP_MASK
        counts[index]! += sign * (two >>> GAP_BITS)
        index += two & GAP_MASK
        counts[index]! += sign * (three >>> GAP_BITS)
        index += three & GAP_MASK
        at += head & 15
        remaining -= (head >>> 4) & 3
        total += head >>> 10
      } else if (head !== 0) {
        const pair = table[entry + 1]!
        counts[index]! += sign * (pair >>> GAP_BITS)
        total += pair >>> GAP_BITS
        index += pair & GAP_MASK
        at += (head >>> 6) & 15
        remaining--
      } else {
        reader.at = at
        const count = reader.number(countParameter) + 1
        counts[index]! += sign * count
        total += count
        index += reader.number(gapParameter) + 1
        at = reader.at
        remaining--
      }
      // Behind the end are zeros, and a number is a bit at least: neither can this go on for long, nor read outside.
      if (index >= INDEX_COUNT || at > endBit) throw damaged()
    }
    reader.at = at
    const count = reader.number(countParameter) + 1
    // All bits but the padding of the last byte must have been read, and none behind it.
    if ((reader.at + 7) >>> 3 !== endBit >>> 3) throw damaged()
    counts[index]! += sign * count
    total += count
    if (first < sum.first) sum.first = first
    if (index > sum.last) sum.last = index
    sum.total += sign * total
    return total
  }

  /** Stored histograms, one after the other, for `listIn`. */
  load(bytes: Uint8Array): void {
    this.#reader.load(bytes)
  }

  /**
   * Appends the counters of a stored histogram to a list, by rising index: for histograms of some dozens, which are not worth a sum.
   * @param from, to where it is in what was loaded last
   * @returns how many values it holds
   * @throws HistoryError 'damaged' when no histogram was stored so; the list is then of no use.
   */
  listIn(list: CounterList, from: number, to: number): number {
    if (from === to) return 0
    const reader = this.#reader
    const parameters = reader.begin(from)
    const gapParameter = parameters & 15
    const countParameter = parameters >> 4
    let index = reader.leb128()
    const used = reader.leb128()
    if (used === 0 || used > INDEX_COUNT || index >= INDEX_COUNT) throw damaged()
    const endBit = to * 8
    const countMask = (1 << countParameter) - 1
    const gapMask = (1 << gapParameter) - 1
    const { words } = reader
    list.reserve(used)
    const { buckets, counts } = list
    let place = list.length
    let total = 0
    let { at } = reader
    for (const last = place + used - 1; place < last; place++) {
      // Counters of a second are far apart: a table of pairs, as addTo has it, holds one at most, and is looked up slower than this.
      const word = words.getUint32(at >>> 3, true) >>> (at & 7)
      const countOnes = trailingOnes(word)
      const afterCount = countOnes + 1 + countParameter
      const rest = word >>> afterCount
      const gapOnes = trailingOnes(rest)
      const afterPair = afterCount + gapOnes + 1 + gapParameter
      let count: number
      let gap: number
      // What ends so soon is in the word, and neither of the two is one that is written otherwise.
      if (afterPair <= ESCAPE + 1) {
        count = (countOnes << countParameter) + ((word >>> (countOnes + 1)) & countMask) + 1
        gap = (gapOnes << gapParameter) + ((rest >>> (gapOnes + 1)) & gapMask) + 1
        at += afterPair
      } else {
        reader.at = at
        count = reader.number(countParameter) + 1
        gap = reader.number(gapParameter) + 1
        at = reader.at
      }
      buckets[place] = index
      counts[place] = count
      total += count
      index += gap
      // See addTo.
      if (index >= INDEX_COUNT || at > endBit) throw damaged()
    }
    reader.at = at
    const count = reader.number(countParameter) + 1
    if ((reader.at + 7) >>> 3 !== endBit >>> 3) throw damaged()
    buckets[place] = index
    counts[place] = count
    list.length = place + 1
    return total + count
  }

  #tableOf(parameters: number): Int32Array {
    let table = this.#tables.get(parameters)
    if (table === undefined) this.#tables.set(parameters, (table = pairTable(parameters & 15, parameters >> 4)))
    return table
  }
}

/**
 * Of every PEEK bits, the pairs that lie in them whole. An entry is a head: bits of all pairs | pairs << 4 | bits of the first << 6 |
 * sum of the counts << 10, or 0 when not even one does; and the pairs, each as gap + 1 | count << 14.
 */
function pairTable(gapParameter: number, countParameter: number): Int32Array {
  const lengths = new Uint8Array(PEEK_MASK + 1)
  const pairs = new Int32Array(PEEK_MASK + 1)
  for (let bits = 0; bits <= PEEK_MASK; bits++) {
    const [count, afterCount] = shortNumber(bits, 0, countParameter)
    const [gap, end] = shortNumber(bits, afterCount, gapParameter)
    lengths[bits] = Math.min(end, PEEK_BITS + 1)
    pairs[bits] = (gap + 1) | ((count + 1) << GAP_BITS)
  }
  const table = new Int32Array(ENTRY * (PEEK_MASK + 1))
  for (let bits = 0; bits <= PEEK_MASK; bits++) {
    let [at, found, total] = [0, 0, 0]
    for (; found < PAIRS_AT_ONCE; found++) {
      // What is read behind the peeked bits are zeros, and would end beyond them.
      const rest = bits >>> at
      const end = at + lengths[rest]!
      if (end > PEEK_BITS) break
      at = end
      total += pairs[rest]! >>> GAP_BITS
      table[ENTRY * bits + found + 1] = pairs[rest]!
    }
    table[ENTRY * bits] = at | (found << 4) | (found === 0 ? 0 : lengths[bits]! << 6) | (total << 10)
  }
  return table
}

/** Numbers of stored histograms. */
class BitReader {
  /** A copy of the bytes with zeros behind them, so that words can be read at any place. */
  #bytes = new Uint8Array(4096)
  words = new DataView(this.#bytes.buffer)
  /** Where the next number begins, in bits. */
  at = 0

  load(bytes: Uint8Array): void {
    if (this.#bytes.length < bytes.length + READ_AHEAD) {
      this.#bytes = new Uint8Array(2 * bytes.length + READ_AHEAD)
      this.words = new DataView(this.#bytes.buffer)
    }
    this.#bytes.set(bytes)
    this.#bytes.fill(0, bytes.length, bytes.length + READ_AHEAD)
  }

  /** @returns the first byte of the histogram that is there: its parameters */
  begin(byte: number): number {
    this.at = 8 * byte + 8
    return this.#bytes[byte]!
  }

  number(parameter: number): number {
    const word = this.#word()
    const ones = trailingOnes(word)
    if (ones < ESCAPE) {
      this.at += ones + 1
      const low = this.#word() & ((1 << parameter) - 1)
      this.at += parameter
      return ones * 2 ** parameter + low
    }
    this.at += ESCAPE
    let value = 0
    for (let part = 0; part < ESCAPED_PARTS; part++) {
      value += (this.#word() & ESCAPED_MASK) * 2 ** (part * ESCAPED_PART_BITS)
      this.at += ESCAPED_PART_BITS
    }
    return value
  }

  leb128(): number {
    let value = 0
    for (let shift = 0; shift <= 14; shift += 7) {
      const byte = this.#word() & 0xff
      this.at += 8
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw damaged()
  }

  #word(): number {
    return this.words.getUint32(this.at >>> 3, true) >>> (this.at & 7)
  }
}

/** A number within PEEK_BITS bits and where it ends; an end beyond PEEK_BITS when it needs more of them. */
function shortNumber(bits: number, from: number, parameter: number): [value: number, end: number] {
  const rest = bits >>> from
  const ones = trailingOnes(rest)
  const value = (ones << parameter) + ((rest >>> (ones + 1)) & ((1 << parameter) - 1))
  return [value, from + ones + 1 + parameter]
}

/** Ones before the lowest zero; 24 at most, since a word may be all ones, and more than ESCAPE make no difference. */
function trailingOnes(word: number): number {
  const zeros = ~(word & 0xff_ffff)
  return 31 - Math.clz32(zeros & -zeros)
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
    for (let part = 0; part < ESCAPED_PARTS; part++) {
      writer.write(rest % 2 ** ESCAPED_PART_BITS, ESCAPED_PART_BITS)
      rest = Math.floor(rest / 2 ** ESCAPED_PART_BITS)
    }
    return
  }
  writer.write((1 << ones) - 1, ones + 1)
  writer.write(value % 2 ** parameter, parameter)
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
