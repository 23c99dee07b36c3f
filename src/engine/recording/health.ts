// The generator watching itself, so that its own limits are never taken for those of the system under test. Sampled once a
// second; what runs in between costs a timer every 10 ms and one histogram entry for each thing that was due.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { PerformanceObserver } from 'node:perf_hooks'
import { HistogramRecorder } from '../../core/histogram/recorder.ts'
import type { EngineHealth } from '../../core/recording/second.ts'
import { createClockWatch } from './clockWatch.ts'
import { createLoopDelayRecorder, histogramOf, lateShare } from './loopDelay.ts'
import { createMachineWatch } from './machineWatch.ts'
import { openThreadTime } from './threadTime.ts'

export interface HealthMonitor {
  /** Something that was due has started, so many ms after its intended start. Early is on time. */
  lag(lateMs: number): void
  /** A request failed for a limit of this machine. */
  ownFailure(): void
  /** Health since the last sample, and a fresh start. */
  sample(sockets: number): EngineHealth
  close(): void
}

export function createHealthMonitor(): HealthMonitor {
  const thread = openThreadTime()
  const loopDelays = createLoopDelayRecorder(thread)
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
  let ownFailures = 0
  let sampledAtMs = performance.now()
  let cpu = process.cpuUsage()
  let waitedMs = thread?.waitedMs ?? 0
  let memory = readMemory() ?? { heapBytes: 0, rssBytes: 0 }
  const countDescriptors = createDescriptorCounter()
  const watchMachine = createMachineWatch()
  const clocks = createClockWatch()
  return {
    lag(lateMs) {
      lags.record(lateMs > 0 ? lateMs * 1000 : 0)
    },
    ownFailure() {
      ownFailures++
    },
    sample(sockets) {
      // Entries are handed to the observer some time later; those of this second are taken now.
      count(collections.takeRecords())
      const { delay, longest } = loopDelays.take()
      const nowMs = performance.now()
      const wallMs = nowMs - sampledAtMs
      const used = process.cpuUsage(cpu)
      memory = readMemory() ?? memory
      const health: EngineHealth = {
        eventLoopDelayMs: delay,
        scheduleLagMs: scheduleLag(lags),
        longestDelay: longest,
        cpuPercent: wallMs > 0 ? (used.user + used.system) / (wallMs * 10) : 0,
        cpuWaitPercent: thread !== null && wallMs > 0 ? ((thread.waitedMs - waitedMs) / wallMs) * 100 : null,
        ...watchMachine(wallMs, sockets),
        gcPauseMs: { max: gcMaxMs, total: gcTotalMs },
        ...memory,
        sockets,
        descriptors: countDescriptors(),
        ownFailures,
        ...clocks.take(),
      }
      lags.reset()
      gcMaxMs = 0
      gcTotalMs = 0
      ownFailures = 0
      sampledAtMs = nowMs
      cpu = process.cpuUsage()
      // As the loop's timer last saw it: less than one of its intervals ago.
      waitedMs = thread?.waitedMs ?? 0
      return health
    },
    close() {
      loopDelays.close()
      collections.disconnect()
      thread?.close()
      clocks.close()
    },
  }
}

/** Null where it takes a descriptor to ask (Linux) and none is left: no reason to lose what was measured. */
function readMemory(): Pick<EngineHealth, 'heapBytes' | 'rssBytes'> | null {
  try {
    const { heapUsed, rss } = process.memoryUsage()
    return { heapBytes: heapUsed, rssBytes: rss }
  } catch {
    return null
  }
}

function scheduleLag(lags: HistogramRecorder): EngineHealth['scheduleLagMs'] {
  if (lags.isEmpty) return null
  const histogram = histogramOf(lags)
  return { p99: histogram.percentileUs(99) / 1000, max: histogram.maxUs / 1000, lateShare: lateShare(histogram) }
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
