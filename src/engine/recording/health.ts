// The generator watching itself, so that its own limits are never taken for those of the system under test. Sampled once a
// second; what runs in between costs a timer every 10 ms and one histogram entry for each thing that was due.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { PerformanceObserver } from 'node:perf_hooks'
import { Histogram } from '../../core/histogram/histogram.ts'
import { HistogramRecorder } from '../../core/histogram/recorder.ts'
import type { EngineHealth } from '../../core/recording/second.ts'

export interface HealthMonitor {
  /** Something that was due has started, so many ms after its intended start. Early is on time. */
  lag(lateMs: number): void
  /** Health since the last sample, and a fresh start. */
  sample(sockets: number): EngineHealth
  close(): void
}

/** Interval of the timer whose lateness is the event loop's delay. */
const RESOLUTION_MS = 10
/** A longer stall than this many intervals has made its point. */
const MAX_STEPS = 1000

export function createHealthMonitor(): HealthMonitor {
  const loopDelays = createLoopDelayRecorder()
  let gcMaxMs = 0
  let gcTotalMs = 0
  const count = (pauses: readonly { duration: number }[]): void => {
    for (const { duration } of pauses) {
      gcTotalMs += duration
      if (duration > gcMaxMs) gcMaxMs = duration
    }
  }
  const collections = new PerformanceObserver((list) => count(list.getEntries()))
  collections.observe({ entryTypes: ['gc'] })
  const lags = new HistogramRecorder()
  let sampledAtMs = performance.now()
  let cpu = process.cpuUsage()
  const countDescriptors = createDescriptorCounter()
  return {
    lag(lateMs) {
      lags.record(lateMs > 0 ? lateMs * 1000 : 0)
    },
    sample(sockets) {
      // Entries are handed to the observer some time later; those of this second are taken now.
      count(collections.takeRecords())
      const eventLoopDelayMs = loopDelays.take()
      const nowMs = performance.now()
      const wallMs = nowMs - sampledAtMs
      const used = process.cpuUsage(cpu)
      const memory = process.memoryUsage()
      const health: EngineHealth = {
        eventLoopDelayMs,
        scheduleLagMs: scheduleLag(lags),
        cpuPercent: wallMs > 0 ? (used.user + used.system) / (wallMs * 10) : 0,
        gcPauseMs: { max: gcMaxMs, total: gcTotalMs },
        heapBytes: memory.heapUsed,
        rssBytes: memory.rss,
        sockets,
        descriptors: countDescriptors(),
      }
      lags.reset()
      gcMaxMs = 0
      gcTotalMs = 0
      sampledAtMs = nowMs
      cpu = process.cpuUsage()
      return health
    },
    close() {
      loopDelays.close()
      collections.disconnect()
    },
  }
}

/**
 * How late a timer runs that is due every 10 ms. Not monitorEventLoopDelay: its reset forgets when its timer last ran, so a
 * stall that begins in the first interval of a second (where that second's numbers are sent) is never seen. A stall is
 * counted for every interval in it, because whatever was due meanwhile had to wait for its end; so the median means that half
 * of the time something due would have waited so long, and not that half of the timer's few runs were late.
 */
function createLoopDelayRecorder(): { take(): EngineHealth['eventLoopDelayMs']; close(): void } {
  const delays = new HistogramRecorder()
  let ranAtMs = performance.now()
  const run = (): void => {
    const nowMs = performance.now()
    // Node's timers count whole milliseconds and round up, so less than one more is no delay.
    const lateMs = nowMs - ranAtMs - RESOLUTION_MS - 1
    ranAtMs = nowMs
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
      const taken = {
        p50: histogram.percentileUs(50) / 1000,
        p99: histogram.percentileUs(99) / 1000,
        max: histogram.maxUs / 1000,
      }
      delays.reset()
      return taken
    },
    close: () => clearInterval(timer),
  }
}

function scheduleLag(lags: HistogramRecorder): EngineHealth['scheduleLagMs'] {
  return lags.isEmpty ? null : { p99: histogramOf(lags).percentileUs(99) / 1000, max: lags.maxUs / 1000 }
}

function histogramOf(recorder: HistogramRecorder): Histogram {
  const histogram = new Histogram()
  histogram.add(recorder.encode(), recorder)
  return histogram
}

/** Open descriptors and their limit; null where there is no /proc (macOS, Windows). */
function createDescriptorCounter(): () => EngineHealth['descriptors'] {
  const limit = descriptorLimit()
  if (limit === null) return () => null
  // Since Linux 6.2 the folder's size is the number of descriptors; before, it is 0 and they must be listed.
  return () => {
    try {
      const size = statSync('/proc/self/fd').size
      return { open: size > 0 ? size : readdirSync('/proc/self/fd').length - 1, limit }
    } catch {
      // Listing needs a descriptor itself; when there is none left, all are in use.
      return { open: limit, limit }
    }
  }
}

/** The soft limit, which Node raises to the hard one when it starts. An unlimited one is no limit to watch. */
function descriptorLimit(): number | null {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return limit === undefined ? null : Number(limit)
  } catch {
    return null
  }
}
