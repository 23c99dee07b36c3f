/**
 * What the machine takes from an engine or is about to run out of, as far as Linux tells: a CPU limit that held it back, time
 * given to other virtual machines, local ports. Read once a second; each is null where it cannot be read.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface MachineReadings {
  throttledPercent: number | null
  stolenPercent: number | null
  ports: { used: number; limit: number } | null
}

/** @returns what happened since the last call; `wallMs` is the time since then, `sockets` those this engine has open. */
export function createMachineWatch(): (wallMs: number, sockets: number) => MachineReadings {
  const files = limitFiles()
  const ports = portCount()
  let throttledMs = readThrottledMs(files)
  let cores = readCores()
  return (wallMs, sockets) => {
    const throttledBefore = throttledMs
    const coresBefore = cores
    throttledMs = readThrottledMs(files)
    cores = readCores()
    const waiting = ports === null ? null : readTimeWait()
    const passed = cores === null || coresBefore === null ? 0 : cores.all - coresBefore.all
    return {
      throttledPercent:
        throttledMs === null || throttledBefore === null || wallMs <= 0
          ? null
          : ((throttledMs - throttledBefore) / wallMs) * 100,
      stolenPercent: passed > 0 ? ((cores!.stolen - coresBefore!.stolen) / passed) * 100 : null,
      ports: ports === null || waiting === null ? null : { used: waiting + sockets, limit: ports },
    }
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return null
  }
}

/**
 * The statistics of this process's control group and of those above it, whose limits bind as well; of version 2
 * (`throttled_usec`) or 1 (`throttled_time`, ns). In a container the group is often mounted as the root.
 */
function limitFiles(): string[] {
  const groups = read('/proc/self/cgroup')?.trim().split('\n') ?? []
  const files = groups.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (controllers === '') return above('/sys/fs/cgroup', path)
    return controllers.split(',').includes('cpu') ? above(join('/sys/fs/cgroup', controllers), path) : []
  })
  return [...new Set(files)].filter((file) => read(file)?.includes('throttled_'))
}

function above(mount: string, path: string): string[] {
  const files: string[] = []
  for (let group = path; ; group = dirname(group)) {
    files.push(join(mount, group, 'cpu.stat'))
    if (group === dirname(group)) return files
  }
}

function readThrottledMs(files: readonly string[]): number | null {
  if (files.length === 0) return null
  let sum = 0
  for (const file of files) {
    const [, unit, amount] = /^throttled_(usec|time) (\d+)$/m.exec(read(file) ?? '') ?? []
    if (amount === undefined) return null
    sum += Number(amount) / (unit === 'usec' ? 1e3 : 1e6)
  }
  return sum
}

/** proc(5), /proc/stat: user nice system idle iowait irq softirq steal; guest time is in user time already. */
function readCores(): { all: number; stolen: number } | null {
  const line = /^cpu +(.*)$/m.exec(read('/proc/stat') ?? '')?.[1]
  if (line === undefined) return null
  const times = line.split(' ').slice(0, 8).map(Number)
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 }
}

function portCount(): number | null {
  const [low, high] = (read('/proc/sys/net/ipv4/ip_local_port_range') ?? '').trim().split(/\s+/).map(Number)
  return low === undefined || high === undefined || !(high >= low) ? null : high - low + 1
}

/** Closed connections whose ports may not be used again yet; of the whole machine (or container). */
function readTimeWait(): number | null {
  const count = /^TCP: .*\btw (\d+)/m.exec(read('/proc/net/sockstat') ?? '')?.[1]
  return count === undefined ? null : Number(count)
}
