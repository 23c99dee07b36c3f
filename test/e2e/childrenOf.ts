/** The processes that a process has started, as the system tells: of one that makes a run, its engines. Linux only. */
import { readFileSync } from 'node:fs'

export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}
