/** Which core the generator gets and which the server, so that they do not take each other's time. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

export const GENERATOR_CORE = '0'
/** The first core that is not the generator's own under another name (its hyper-thread). */
export const SERVER_CORE = String(otherCore())

/** All but the generator's, for whatever is not measured and must not take its time. */
export const OTHER_CORES = otherCores().join(',')

/** Runs a command on some cores where the system can pin (Linux). */
export function pinned(core: string, command: string, args: string[]): [string, string[]] {
  return find('taskset') ? ['taskset', ['-c', core, command, ...args]] : [command, args]
}

/** Moves a process that goes on to some cores, with all its threads and what they start from now on. */
export function pinProcess(pid: number, cores: string): void {
  if (find('taskset')) execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)])
}

/** Where a program is: the value of `BENCH_NAME` in the environment, else what PATH says, else null. */
export function find(command: string): string | null {
  const named = process.env[`BENCH_${command.toUpperCase()}`]
  if (named) return named
  try {
    return execFileSync('which', [command], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

function otherCore(): number {
  return otherCores()[0] ?? 0
}

/** Where all are of the same piece of silicon, its other names; of one core, that. */
function otherCores(): number[] {
  const others = cpus()
    .map((_, core) => core)
    .filter((core) => core !== Number(GENERATOR_CORE))
  const siblings = siblingsOf(Number(GENERATOR_CORE))
  const apart = others.filter((core) => !siblings.has(core))
  return apart.length > 0 ? apart : others.length > 0 ? others : [Number(GENERATOR_CORE)]
}

/** Cores that are the same piece of silicon: `0`, `0,8` or `0-1` in /sys. */
function siblingsOf(core: number): Set<number> {
  try {
    const text = readFileSync(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`, 'utf8')
    return new Set(
      text.split(',').flatMap((range) => {
        const [first, last = first] = range.split('-').map(Number)
        return Array.from({ length: last! - first! + 1 }, (_, place) => first! + place)
      }),
    )
  } catch {
    return new Set()
  }
}
