/**
 * What was read of single steps of a run that has ended, so that only what is new is read when another window is looked at. A step is the
 * same whatever window it is seen in.
 */
import type { Pace } from './pace.ts'
import type { Steps } from './steps.ts'

export interface StepMemory {
  /** Rows by the first second of their step; the same map whenever the same is asked. `question` says all that a row depends on. @param atMost rows that are kept */
  rows<R>(question: object, atMost?: number): Map<number, R>
}

/** Lengths, filters and latencies that somebody goes to and fro between. */
const QUESTIONS_AT_MOST = 12
/** Of one question; twice an hour in seconds, some megabytes. */
export const ROWS_AT_MOST = 7200

export function createStepMemory(): StepMemory {
  /** The one asked for last at the end. */
  const known = new Map<string, Map<number, unknown>>()
  return {
    rows<R>(question: object, atMost = ROWS_AT_MOST) {
      const key = JSON.stringify(question)
      let rows = known.get(key)
      if (rows === undefined || rows.size > atMost) rows = new Map()
      known.delete(key)
      known.set(key, rows)
      const [oldest] = known.keys()
      if (known.size > QUESTIONS_AT_MOST && oldest !== undefined) known.delete(oldest)
      return rows as Map<number, R>
    },
  }
}

/** Of a run that goes on nothing is kept: its last steps change. */
export const NO_MEMORY: StepMemory = { rows: () => new Map() }

/**
 * Reads those of the steps that `rows` does not have.
 *
 * @param isKnown whether there is nothing more to read of a step; by its first second
 * @param read rows of consecutive steps, [fromS, toS), by time; a step that is left out is one about which there is nothing to say
 */
export async function readMissing<R>(
  { stepS, fromS, toS, count }: Steps,
  rows: Map<number, R>,
  read: (fromS: number, toS: number) => Iterable<readonly [t: number, row: R]>,
  pace: Pace,
  isKnown: (t: number) => boolean = (t) => rows.has(t),
): Promise<void> {
  const isMissing = (at: number): boolean => at < count && !isKnown(fromS + at * stepS)
  for (let at = 0; at < count; at++) {
    if (!isMissing(at)) continue
    let end = at + 1
    while (isMissing(end)) end++
    for (const [t, row] of read(fromS + at * stepS, Math.min(fromS + end * stepS, toS))) {
      rows.set(t, row)
      await pace()
    }
    at = end
  }
}
