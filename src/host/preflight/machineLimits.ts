/** What this machine has for connections and memory, as far as its system tells. */
import { readFileSync } from 'node:fs'
import { availableParallelism, freemem } from 'node:os'
import type { MachineLimits } from '../../core/preflight/preflightFindings.ts'

export function machineLimits(): MachineLimits {
  return {
    descriptors: descriptorLimit(read('/proc/self/limits')),
    ports: portCount(read('/proc/sys/net/ipv4/ip_local_port_range')),
    availableBytes: availableBytes(read('/proc/meminfo')) ?? freemem(),
    cores: availableParallelism(),
  }
}

/** The hard limit: Node raises the soft one to it when it starts. */
export function descriptorLimit(limits: string | null): number | null {
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(limits ?? '')?.[1]
  return hard === undefined ? null : Number(hard)
}

function portCount(range: string | null): number | null {
  const match = /^\s*(\d+)\s+(\d+)/.exec(range ?? '')
  return match === null ? null : Number(match[2]) - Number(match[1]) + 1
}

/** What can be had without swapping; free memory alone leaves out the file cache. */
function availableBytes(meminfo: string | null): number | null {
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo ?? '')?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
