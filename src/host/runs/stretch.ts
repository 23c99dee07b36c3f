/** A part of a run as statistics are made of it: which seconds are read, and what they are divided by. */

export interface Stretch {
  /** What rates divide by and trust is looked at over, ms since the start. */
  fromMs: number
  toMs: number
  /** Seconds [fromS, endS) are read. */
  fromS: number
  endS: number
  /** From this second on the load had ended; equal to `endS` where that is not in it. */
  loadEndS: number
}

/**
 * What a verdict is about: the load after the warm-up, with what was under way when it ended. Whole seconds, because that is what is stored.
 * Where the load has none after the warm-up, it is its last, begun second: in that it cannot be told what ended after the load, so that
 * it reaches to the end of the run, and no further than that second.
 *
 * @param loadEndMs when the load ended, @param runEndMs when the run did, ms since its start
 * @param endS last second that is stored + 1
 */
export function judgedStretch(warmUpMs: number, loadEndMs: number, runEndMs: number, endS: number): Stretch {
  const fromS = Math.ceil(warmUpMs / 1000)
  const fromMs = Math.min(fromS * 1000, loadEndMs)
  const toMs = endOfJudged(fromMs, loadEndMs, runEndMs)
  return { fromMs, toMs, fromS, endS, loadEndS: Math.ceil(toMs / 1000) }
}

function endOfJudged(fromMs: number, loadEndMs: number, runEndMs: number): number {
  const wholeMs = Math.floor(loadEndMs / 1000) * 1000
  if (wholeMs > fromMs) return wholeMs
  return Math.max(loadEndMs, Math.min(runEndMs, Math.ceil(loadEndMs / 1000) * 1000))
}
