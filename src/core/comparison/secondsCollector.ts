/** Collects an endpoint of a run second by second, as compactly as an hour of two hundred of them asks for. */
import { CounterList } from '../histogram/counterList.ts'
import { decodePayload } from '../histogram/encoding.ts'
import type { EndpointId, EndpointSeconds } from './comparisonInput.ts'

export interface SecondsCollector {
  /**
   * Successful requests of a second, from a stored histogram. Seconds come in order; one may come several times (user types).
   * @throws HistogramFormatError if the payload is malformed; RangeError for a second out of order or outside
   */
  addOk(second: number, payload: Uint8Array): void
  /**
   * The same, of counters that somebody else reads.
   * @param read appends them, and returns their sum
   * @throws RangeError for a second out of order or outside, and what the reading throws
   */
  addOkCounters(second: number, read: (into: CounterList) => number): void
  /** Successful requests whose times are not known (event streams), or failed ones. */
  addCounted(second: number, outcome: 'ok' | 'failed', count: number): void
  /** Good as long as nothing else is collected in the list. */
  finish(): EndpointSeconds
}

/**
 * @param seconds how many there are, from the start of the judged window
 * @param cells what is collected is kept in this list, from its beginning: one that was used before saves the time of making another
 */
export function createSecondsCollector(
  { name, kind }: EndpointId,
  seconds: number,
  cells = new CounterList(),
): SecondsCollector {
  cells.length = 0
  const ok = new Float64Array(seconds)
  const failed = new Float64Array(seconds)
  const firstCells = new Uint32Array(seconds + 1)
  let current = 0

  function check(second: number): void {
    if (!(second >= 0 && second < seconds)) throw new RangeError(`Second ${second} is not one of ${seconds}`)
  }

  function begin(second: number): void {
    check(second)
    if (second < current) throw new RangeError(`Second ${second} comes after second ${current}`)
    while (current < second) firstCells[++current] = cells.length
  }

  return {
    addOk(second, payload) {
      begin(second)
      ok[second]! += decodePayload(payload, (bucket, count) => cells.add(bucket, count))
    },
    addOkCounters(second, read) {
      begin(second)
      ok[second]! += read(cells)
    },
    addCounted(second, outcome, count) {
      check(second)
      if (outcome === 'ok') ok[second]! += count
      else failed[second]! += count
    },
    finish() {
      while (current < seconds) firstCells[++current] = cells.length
      const [buckets, counts] = [cells.buckets.subarray(0, cells.length), cells.counts.subarray(0, cells.length)]
      return { name, kind, ok, failed, firstCells, buckets, counts }
    },
  }
}
