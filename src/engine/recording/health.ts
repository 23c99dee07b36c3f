// The generator watching itself, so that its own limits are never taken for those of the system under test. Sampled once a
// second; what runs in between costs a timer every 10 ms and one histogram entry for each thing that was due.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import { Histogram } from '../../core/histogram/histogram.ts'
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

export function createHealthMonitor(): HealthMonitor {
  const loopDelay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  loopDelay.enable()
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
  const lags = new Histogram()
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
      const nowMs = performance.now()
      const wallMs = nowMs - sampledAtMs
      const used = process.cpuUsage(cpu)
      const memory = process.memoryUsage()
      const health: EngineHealth = {
        eventLoopDelayMs: {
          p50: delayMs(loopDelay.percentile(50)),
          p99: delayMs(loopDelay.percentile(99)),
          max: loopDelay.count === 0 ? 0 : delayMs(loopDelay.max),
        },
        scheduleLagMs: lags.isEmpty ? null : { p99: lags.percentileUs(99) / 1000, max: lags.maxUs / 1000 },
        cpuPercent: wallMs > 0 ? (used.user + used.system) / (wallMs * 10) : 0,
        gcPauseMs: { max: gcMaxMs, total: gcTotalMs },
        heapBytes: memory.heapUsed,
        rssBytes: memory.rss,
        sockets,
        descriptors: countDescriptors(),
      }
      loopDelay.reset()
      lags.clear()
      gcMaxMs = 0
      gcTotalMs = 0
      sampledAtMs = nowMs
      cpu = process.cpuUsage()
      return health
    },
    close() {
      loopDelay.disable()
      collections.disconnect()
    },
  }
}

/**
 * The histogram's values (ns) are times between two runs of the timer: its interval is no delay. Up to 1 ms is left on an
 * idle loop, because libuv's timers count whole milliseconds.
 */
function delayMs(betweenNs: number): number {
  return Math.max(0, betweenNs / 1e6 - RESOLUTION_MS)
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
