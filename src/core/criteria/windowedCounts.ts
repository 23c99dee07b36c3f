/**
 * The last n seconds of one subject, added up anew each second without adding all of them. Histograms cannot be subtracted
 * (a smallest value does not come back), so the seconds are kept in blocks of about √n: a reading adds the sums of the
 * whole blocks and the single seconds of the one block that is running out, some 2·√n additions with no bursts. What is
 * kept are encoded counts, a few hundred bytes a second.
 */
import { Histogram } from '../histogram/histogram.ts'
import type { OkWindow, SubjectCounts, SuspectCounts } from './measurement.ts'

interface Block {
  /** One per second, oldest first; null where nothing succeeded. */
  seconds: (OkWindow | null)[]
  /** All of its seconds; null while the block is still growing. */
  sum: OkWindow | null
}

interface SecondCounts {
  ok: readonly OkWindow[]
  okCount: number
  failedCount: number
  /** None of the second is suspect, or all of it. */
  isSuspect: boolean
}

export class WindowedCounts {
  readonly #lengthS: number
  readonly #blockLength: number
  /** Oldest first; the last one grows. Their seconds are those of the window and at most one block more. */
  readonly #blocks: Block[] = []
  /** Sum of the growing block. */
  #growing = new Histogram()
  #kept = 0
  /** Scalars of the window's seconds, oldest first. */
  readonly #scalars: Omit<SecondCounts, 'ok'>[] = []
  #okCount = 0
  #failedCount = 0
  readonly #suspect: SuspectCounts = { ok: 0, failed: 0 }

  /** @param lengthS whole seconds, at least 1. */
  constructor(lengthS: number) {
    this.#lengthS = lengthS
    this.#blockLength = Math.ceil(Math.sqrt(lengthS))
  }

  /** Adds the next second; the one that is now too old leaves. */
  push(second: SecondCounts): void {
    let block = this.#blocks.at(-1)
    if (block === undefined || block.seconds.length === this.#blockLength) {
      if (block !== undefined) block.sum = toWindow(this.#growing)
      this.#growing = new Histogram()
      block = { seconds: [], sum: null }
      this.#blocks.push(block)
    }
    const merged = mergeWindows(second.ok)
    block.seconds.push(merged)
    if (merged !== null) this.#growing.add(merged.latency, merged)
    this.#kept++
    const oldest = this.#blocks[0]!
    if (this.#kept - oldest.seconds.length >= this.#lengthS) {
      this.#blocks.shift()
      this.#kept -= oldest.seconds.length
    }
    const { okCount, failedCount, isSuspect } = second
    this.#scalars.push({ okCount, failedCount, isSuspect })
    this.#okCount += okCount
    this.#failedCount += failedCount
    if (isSuspect) addSuspects(this.#suspect, second, 1)
    if (this.#scalars.length > this.#lengthS) {
      const left = this.#scalars.shift()!
      this.#okCount -= left.okCount
      this.#failedCount -= left.failedCount
      if (left.isSuspect) addSuspects(this.#suspect, left, -1)
    }
  }

  /** The window as one; the caller may keep it. */
  read(): SubjectCounts {
    const ok = new Histogram()
    let tooOld = Math.max(0, this.#kept - this.#lengthS)
    for (const { seconds, sum } of this.#blocks) {
      if (tooOld > 0) {
        for (const second of seconds.slice(tooOld)) if (second !== null) ok.add(second.latency, second)
        tooOld = Math.max(0, tooOld - seconds.length)
      } else if (sum !== null) {
        ok.add(sum.latency, sum)
      } else {
        ok.addCounts(this.#growing)
      }
    }
    return { ok, okCount: this.#okCount, failedCount: this.#failedCount, suspect: { ...this.#suspect } }
  }
}

export function addSuspects(
  to: SuspectCounts,
  { okCount, failedCount }: Pick<SecondCounts, 'okCount' | 'failedCount'>,
  sign: 1 | -1,
): void {
  to.ok += sign * okCount
  to.failed += sign * failedCount
}

function mergeWindows(windows: readonly OkWindow[]): OkWindow | null {
  if (windows.length === 1) return windows[0]!.count === 0 ? null : windows[0]!
  const merged = new Histogram()
  for (const window of windows) merged.add(window.latency, window)
  return merged.isEmpty ? null : toWindow(merged)
}

function toWindow(histogram: Histogram): OkWindow {
  const { count, sumUs, minUs, maxUs } = histogram
  return { count, sumUs, minUs, maxUs, latency: histogram.encode() }
}
