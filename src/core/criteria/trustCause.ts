/** What kept an engine from its work, as far as the system's own counts tell (Linux). */
import type { EngineHealth } from '../recording/second.ts'

/**
 * `work`: its own · `garbage`: collecting memory · `otherProcesses`: they had the processor · `cpuLimit`: of its control group ·
 * `hypervisor`: other virtual machines had the processor · `stopped`: it neither ran nor wanted to (a signal, a debugger, a
 * disk, swapped memory, a virtual machine that is paused and does not know).
 */
export type TrustCause = 'work' | 'garbage' | 'otherProcesses' | 'cpuLimit' | 'hypervisor' | 'stopped'

/** Why something was late by so much: what the engine's thread did for most of the longest delay of the second. */
export function causeOfDelay(health: EngineHealth, lateMs: number): { cause?: TrustCause } {
  const { longestDelay, gcPauseMs, eventLoopDelayMs, stolenPercent, throttledPercent } = health
  const most = eventLoopDelayMs.max / 2
  // Late although the loop was not: there was more to do than it could, turn by turn.
  if (lateMs > eventLoopDelayMs.max * 2) return { cause: 'work' }
  const isGarbage = gcPauseMs.max >= most
  if (longestDelay == null) return isGarbage ? { cause: 'garbage' } : {}
  const { ranMs, waitedMs } = longestDelay
  if (ranMs >= most) return { cause: isGarbage ? 'garbage' : 'work' }
  // A pause of the collector lasts as long as its processor is away.
  if (waitedMs >= most) return { cause: isShare(throttledPercent, waitedMs) ? 'cpuLimit' : 'otherProcesses' }
  return { cause: isShare(stolenPercent, most) ? 'hypervisor' : 'stopped' }
}

/** Why an engine never rested: its own work, or what it waited for. */
export function causeOfBusy(health: EngineHealth | null): { cause?: TrustCause } {
  if (health?.cpuWaitPercent == null) return {}
  const { cpuPercent, cpuWaitPercent, throttledPercent } = health
  if (cpuPercent >= cpuWaitPercent) return { cause: 'work' }
  return { cause: (throttledPercent ?? 0) * 2 >= cpuWaitPercent ? 'cpuLimit' : 'otherProcesses' }
}

/** Whether so much of the second would explain at least half of so many ms of it. */
function isShare(percent: number | null | undefined, ofMs: number): boolean {
  return ((percent ?? 0) / 100) * 1000 * 2 >= ofMs
}
