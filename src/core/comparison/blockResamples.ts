/**
 * Circular block bootstrap over the seconds of a run (D. Politis, J. Romano, 1992): seconds are drawn in blocks, as what goes on from
 * one to the next (a queue, a pause) would be lost with single ones, and the interval would be far too narrow. A resample of a run is a
 * weight for each second; what is asked of it are sums over seconds, so all resamples of all sums are one product of a matrix of weights
 * and a matrix of seconds. A block's sum is the difference of two running sums, so that the product takes two additions a block.
 */
import type { RandomStream } from '../random.ts'

const RESAMPLES = 400
const SHORTEST_BLOCK = 2

export interface BlockResamples {
  /** In whole seconds, from 2 on, at most all of them. */
  lengthOf(blockLength: number): number
  /**
   * Sums over the seconds of each resample.
   * @param counts of each second, whole: as many as are to be summed over the same blocks
   * @param length of blocks: what `lengthOf` gives
   * @returns in the order of `counts`
   */
  sums(counts: readonly Float64Array[], length: number): Float64Array[]
}

/** @param seconds how many there are to draw from; blocks begin at the same ones for everything that is asked, of any length */
export function createBlockResamples(random: RandomStream, seconds: number): BlockResamples {
  const blocksAtMost = Math.ceil(seconds / SHORTEST_BLOCK)
  const starts = new Uint32Array(RESAMPLES * blocksAtMost)
  for (let at = 0; at < starts.length; at++) starts[at] = (random.nextUint32() / 2 ** 32) * seconds
  const blockSums = new Float64Array(seconds)
  return {
    lengthOf: (blockLength) => Math.min(seconds, Math.max(SHORTEST_BLOCK, Math.round(blockLength))),
    sums: (counts, length) =>
      packsOf(counts).flatMap(({ packed, scales }) => unpacked(sumsOf(runningSums(packed), length), scales)),
  }

  /** @param running sums over the seconds, twice around, from 0 on */
  function sumsOf(running: Float64Array, length: number): Float64Array {
    const whole = Math.floor(seconds / length)
    const rest = seconds - whole * length
    // Each is drawn hundreds of times.
    for (let start = 0; start < seconds; start++) blockSums[start] = running[start + length]! - running[start]!
    const sums = new Float64Array(RESAMPLES)
    for (let resample = 0; resample < RESAMPLES; resample++) {
      let at = resample * blocksAtMost
      const end = at + whole
      // Four sums: an addition waits for the one before it, and of counts, which are whole, the order makes no difference.
      let sum = 0
      let second = 0
      let third = 0
      let fourth = 0
      for (; at + 4 <= end; at += 4) {
        sum += blockSums[starts[at]!]!
        second += blockSums[starts[at + 1]!]!
        third += blockSums[starts[at + 2]!]!
        fourth += blockSums[starts[at + 3]!]!
      }
      for (; at < end; at++) sum += blockSums[starts[at]!]!
      sum += second + third + fourth
      // The last block is cut, so that a resample is as long as the run.
      if (rest > 0) sum += running[starts[at]! + rest]! - running[starts[at]!]!
      sums[resample] = sum
    }
    return sums
  }
}

/** Counts that are summed as one: the first, plus each further one times its scale, which is larger than any sum of those before it. */
interface Pack {
  packed: Float64Array
  scales: number[]
}

/** As many together as a double holds exactly, also when all of it is summed twice over: what takes long is the drawing. */
function packsOf(counts: readonly Float64Array[]): Pack[] {
  const packs: Pack[] = []
  let room = 0
  for (const own of counts) {
    let most = 0
    for (let second = 0; second < own.length; second++) most = Math.max(most, own[second]!)
    const sumsBelow = 2 * most * own.length + 1
    const last = packs.at(-1)
    if (last === undefined || room * sumsBelow > Number.MAX_SAFE_INTEGER) {
      packs.push({ packed: own.slice(), scales: [1] })
      room = sumsBelow
      continue
    }
    for (let second = 0; second < own.length; second++) last.packed[second]! += room * own[second]!
    last.scales.push(room)
    room *= sumsBelow
  }
  return packs
}

/** Takes the sums apart, from the largest scale down. */
function unpacked(sums: Float64Array, scales: readonly number[]): Float64Array[] {
  return scales
    .toReversed()
    .map((scale) => {
      const own = new Float64Array(sums.length)
      for (let at = 0; at < sums.length; at++) {
        own[at] = Math.floor(sums[at]! / scale)
        sums[at]! -= own[at]! * scale
      }
      return own
    })
    .toReversed()
}

function runningSums(values: Float64Array): Float64Array {
  const count = values.length
  const running = new Float64Array(2 * count + 1)
  for (let at = 0; at < count; at++) running[at + 1] = running[at]! + values[at]!
  const all = running[count]!
  for (let at = 1; at <= count; at++) running[count + at] = all + running[at]!
  return running
}
