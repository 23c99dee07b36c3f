/** CPU time of other processes, where the system tells it (Linux). */
import { readdirSync, readFileSync } from 'node:fs'

/** Of Linux on every machine that Node runs on. */
const TICKS_PER_S = 100

/** User and system time of a process so far, all threads, ms in steps of 10; null where nobody knows. */
export function cpuMsOf(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name in the second field may hold anything, also blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S
}

/** Processes that a process started itself; empty where nobody knows. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      (read(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
