/**
 * Which process writes a run, so that a later one can tell whether it is still there: its pid, and when that process
 * started, because pids are used again.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Text that is the same for all processes whose pids can be compared: one start of one machine, one container. */
export function machineIdentity(): string {
  return [hostname(), readOrNull('/proc/sys/kernel/random/boot_id'), linkOrNull('/proc/self/ns/pid')]
    .filter((part) => part !== null)
    .join(' ')
}

/** `start` null: the process is there, but this platform does not tell when it started. */
export type ProcessState = { isRunning: false } | { isRunning: true; start: string | null }

/** What is known about the process that has this pid on this machine now. */
export function processState(pid: number): ProcessState {
  if (!answersToSignals(pid)) return { isRunning: false }
  if (process.platform === 'linux') return linuxState(pid)
  if (process.platform === 'win32') return { isRunning: true, start: null }
  try {
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 }).trim()
    return { isRunning: true, start: start === '' ? null : start }
  } catch {
    return { isRunning: true, start: null }
  }
}

function answersToSignals(pid: number): boolean {
  try {
    // Signal 0 only asks whether the process could be signalled.
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Start time in ticks since the machine started: field 22 of /proc/PID/stat (proc_pid_stat(5)); names may hold spaces and brackets. */
function linuxState(pid: number): ProcessState {
  const stat = readOrNull(`/proc/${pid}/stat`)
  if (stat === null) return { isRunning: true, start: null }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; only its parent has not looked yet.
  if (fields[0] === 'Z' || fields[0] === 'X') return { isRunning: false }
  return { isRunning: true, start: fields[19] ?? null }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

function linkOrNull(file: string): string | null {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}
