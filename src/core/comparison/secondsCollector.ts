/** Collects an endpoint of a run second by second, as compactly as an hour of two hundred of them asks for. */
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
   * @throws RangeError for a second out of order or outside, and what the reading throws
   */
  addOkCounters(second: number, visitCounters: (visit: (bucket: number, count: number) => void) => void): void
  /** Successful requests whose times are not known (event streams), or failed ones. */
  addCounted(second: number, outcome: 'ok' | 'failed', count: number): void
  finish(): EndpointSeconds
}

/** @param seconds how many there are, from the start of the judged window */
export function createSecondsCollector({ name, kind }: EndpointId, seconds: number): SecondsCollector {
  const ok = new Float64Array(seconds)
  const failed = new Float64Array(seconds)
  const firstCells = new Uint32Array(seconds + 1)
  let buckets = new Uint16Array(1024)
  let counts = new Float64Array(1024)
  let cells = 0
  let current = 0

  function add(bucket: number, count: number): void {
    if (cells === buckets.length) {
      buckets = grown(buckets, new Uint16Array(2 * cells))
      counts = grown(counts, new Float64Array(2 * cells))
    }
    buckets[cells] = bucket
    counts[cells++] = count
  }

  function check(second: number): void {
    if (!(second >= 0 && second < seconds)) throw new RangeError(`Second ${second} is not one of ${seconds}`)
  }

  function begin(second: number): void {
    check(second)
    if (second < current) throw new RangeError(`Second ${second} comes after second ${current}`)
    while (current < second) firstCells[++current] = cells
  }

  return {
    addOk(second, payload) {
      begin(second)
      ok[second]! += decodePayload(payload, add)
    },
    addOkCounters(second, visitCounters) {
      begin(second)
      visitCounters((bucket, count) => {
        ok[second]! += count
        add(bucket, count)
      })
    },
    addCounted(second, outcome, count) {
      check(second)
      if (outcome === 'ok') ok[second]! += count
      else failed[second]! += count
    },
    finish() {
      while (current < seconds) firstCells[++current] = cells
      return { name, kind, ok, failed, firstCells, buckets: buckets.slice(0, cells), counts: counts.slice(0, cells) }
    },
  }
}

function grown<Values extends Uint16Array | Float64Array>(values: Values, into: Values): Values {
  into.set(values)
  return into
}
