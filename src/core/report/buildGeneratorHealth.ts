/** The generator's own numbers over a window: the highest of any second and engine, because percentiles cannot be added up. */
import type { HealthSecond } from '../criteria/trust.ts'
import type { EngineHealth } from '../recording/second.ts'
import type { ReportGeneratorHealth } from './report.ts'

type Numbers = Omit<
  ReportGeneratorHealth,
  'trusted' | 'share' | 'untrustedLoadShare' | 'degradedShare' | 'reasons' | 'advice'
>

export function buildGeneratorHealth(seconds: readonly HealthSecond[]): Numbers {
  const all = seconds.flatMap((second) => second.engines).filter((health) => health !== null)
  const lags = all.map((health) => health.scheduleLagMs).filter((lag) => lag !== null)
  const waits = all.map((health) => health.cpuWaitPercent).filter((wait) => wait != null)
  return {
    eventLoopDelayMs:
      all.length === 0
        ? null
        : {
            p50: highest(all, (health) => health.eventLoopDelayMs.p50),
            p99: highest(all, (health) => health.eventLoopDelayMs.p99),
            max: highest(all, (health) => health.eventLoopDelayMs.max),
          },
    scheduleLagMs:
      lags.length === 0 ? null : { p99: highest(lags, (lag) => lag.p99), max: highest(lags, (lag) => lag.max) },
    cpuPercentOfOneCore: cpuByEngine(seconds),
    cpuWaitPercentMax: waits.length === 0 ? null : highest(waits, (wait) => wait),
    gcPauseMs:
      all.length === 0
        ? null
        : {
            max: highest(all, (health) => health.gcPauseMs.max),
            total: all.reduce((sum, health) => sum + health.gcPauseMs.total, 0),
          },
    heapBytesMax: all.length === 0 ? null : highest(all, (health) => health.heapBytes),
    rssBytesMax: all.length === 0 ? null : highest(all, (health) => health.rssBytes),
    socketsMax: all.length === 0 ? null : highest(all, (health) => health.sockets),
    descriptors: nearestToLimit(all),
  }
}

function highest<T>(list: readonly T[], valueOf: (item: T) => number): number {
  return list.reduce((most, item) => Math.max(most, valueOf(item)), -Infinity)
}

function cpuByEngine(seconds: readonly HealthSecond[]): Numbers['cpuPercentOfOneCore'] {
  const engines = highest([{ engines: [] }, ...seconds], (second) => second.engines.length)
  return Array.from({ length: engines }, (_, engine) => engine).flatMap((engine) => {
    const own = seconds.map((second) => second.engines[engine] ?? null).filter((health) => health !== null)
    if (own.length === 0) return []
    const mean = own.reduce((sum, health) => sum + health.cpuPercent, 0) / own.length
    return [{ engine, mean, max: highest(own, (health) => health.cpuPercent) }]
  })
}

function nearestToLimit(all: readonly EngineHealth[]): Numbers['descriptors'] {
  let nearest: { open: number; limit: number } | null = null
  for (const { descriptors } of all) {
    if (descriptors === null || descriptors.limit <= 0) continue
    if (nearest === null || descriptors.open / descriptors.limit > nearest.open / nearest.limit) nearest = descriptors
  }
  return nearest === null ? null : { openMax: nearest.open, limit: nearest.limit }
}
