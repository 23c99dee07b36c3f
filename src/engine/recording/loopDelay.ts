/**
 * How late the event loop is: a timer that is due every 10 ms, and by how much it missed that. Not monitorEventLoopDelay: its
 * reset forgets when its timer last ran, so a stall that begins in the first interval of a second (where that second's
 * numbers are sent) is never seen. A stall is counted for every interval in it, because whatever was due meanwhile had to wait
 * for its end; so the median means that half of the time something due would have waited so long, and not that half of the
 * timer's few runs were late.
 */
import { Histogram } from '../../core/histogram/histogram.ts'
import { HistogramRecorder } from '../../core/histogram/recorder.ts'
import { LATE_FROM_MS, type EngineHealth } from '../../core/recording/second.ts'
import type { ThreadTime } from './threadTime.ts'

const RESOLUTION_MS = 10
/** A longer stall than this many intervals has made its point. */
const MAX_STEPS = 1000

export interface LoopDelays {
  delay: EngineHealth['eventLoopDelayMs'] & { lateShare: number }
  longest: { ranMs: number; waitedMs: number } | null
}

/** @param thread brought up to date with every run of the timer */
export function createLoopDelayRecorder(thread: ThreadTime | null): { take(): LoopDelays; close(): void } {
  const delays = new HistogramRecorder()
  let ranAtMs = performance.now()
  let longestMs = -1
  let longest: LoopDelays['longest'] = null
  const run = (): void => {
    const nowMs = performance.now()
    // Node's timers count whole milliseconds and round up, so less than one more is no delay.
    const lateMs = nowMs - ranAtMs - RESOLUTION_MS - 1
    ranAtMs = nowMs
    if (thread !== null) {
      const { ranMs, waitedMs } = thread
      thread.update()
      if (lateMs > longestMs) longest = { ranMs: thread.ranMs - ranMs, waitedMs: thread.waitedMs - waitedMs }
    }
    longestMs = Math.max(longestMs, lateMs)
    if (lateMs <= 0) {
      delays.record(0)
      return
    }
    const steps = Math.min(Math.ceil(lateMs / RESOLUTION_MS), MAX_STEPS)
    for (let step = 0; step < steps; step++) delays.record((lateMs - step * RESOLUTION_MS) * 1000)
  }
  const timer = setInterval(run, RESOLUTION_MS)
  timer.unref()
  return {
    take() {
      // A stall that is just over belongs to the second that is sampled, though the timer has not run yet.
      if (performance.now() - ranAtMs > RESOLUTION_MS || delays.isEmpty) run()
      const histogram = histogramOf(delays)
      const delay = {
        p50: histogram.percentileUs(50) / 1000,
        p99: histogram.percentileUs(99) / 1000,
        max: histogram.maxUs / 1000,
        lateShare: lateShare(histogram),
      }
      const taken = { delay, longest }
      delays.reset()
      longestMs = -1
      longest = null
      return taken
    },
    close: () => clearInterval(timer),
  }
}

/** Share of values that are late. */
export function lateShare(delays: Histogram): number {
  return 1 - delays.countAtOrBelow(LATE_FROM_MS * 1000) / delays.count
}

export function histogramOf(recorder: HistogramRecorder): Histogram {
  const histogram = new Histogram()
  histogram.add(recorder.encode(), recorder)
  return histogram
}
