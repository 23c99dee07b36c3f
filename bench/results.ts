/**
 * `bench/results.json`: what the last full run of each group found, on one machine. It is kept in the repository, because
 * the tables in docs/performance.md are made from it and a test holds the two together.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type as osType } from 'node:os'
import { join } from 'node:path'
import { cheapServerKind } from './cheapServer.ts'
import type { Row } from './row.ts'

/** What figures of two runs must have in common to stand in one table. */
export interface Machine {
  /** Model of the processor. */
  cpu: string
  cores: number
  memoryGb: number
  os: string
  node: string
  /** What answers HTTP requests. */
  server: string
}

export interface GroupResult {
  name: string
  /** When its measuring ended, ISO 8601. */
  at: string
  /** Of the code that was measured; `+` when there were changes; null outside of a repository. */
  commit: string | null
  tookS: number
  method: string
  rows: Row[]
}

export interface Results {
  schemaVersion: 1
  machine: Machine
  groups: GroupResult[]
}

export const RESULTS_FILE = join(import.meta.dirname, 'results.json')
/** Short rounds are for looking: they never replace the results that the documents quote. */
export const QUICK_RESULTS_FILE = join(import.meta.dirname, 'results.quick.json')

export function readResults(file = RESULTS_FILE): Results | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : null
}

/**
 * Replaces the groups that were measured; others stay as they were, each with its own `at`, unless they are of another
 * machine: then they go.
 */
export function writeResults(file: string, measured: GroupResult[], order: string[]): Results {
  const machine = describeMachine()
  const old = readResults(file)
  const isSame = old !== null && JSON.stringify(old.machine) === JSON.stringify(machine)
  const kept = isSame ? old.groups.filter(({ name }) => !measured.some((group) => group.name === name)) : []
  const groups = [...kept, ...measured].toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  const results: Results = { schemaVersion: 1, machine, groups }
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  return results
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    os: `${osType()} ${release()}`,
    node: process.version,
    server: cheapServerKind(),
  }
}

export function currentCommit(): string | null {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const changes = git('status', '--porcelain', '--', '../src')
    return git('rev-parse', '--short=10', 'HEAD').trim() + (changes === '' ? '' : '+')
  } catch {
    return null
  }
}
