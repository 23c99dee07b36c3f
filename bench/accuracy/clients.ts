/** Both tools, as their users start them, and what each says it counted and measured. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RunReport } from '../../src/core/report/report.ts'
import { find, GENERATOR_CORE, pinned } from '../cores.ts'

const run = promisify(execFile)
const here = import.meta.dirname

export interface ClientEndpoint {
  /** `POST /api/workflows/:workflow/execute`; with a remark in parentheses where a plan names it so. */
  name: string
  count: number
  failures: number
  meanMs: number
  p50Ms: number
  p95Ms: number
  /** What the target took itself of the p50; absent where it does not tell. */
  servedP50Ms?: number | null
}

export interface ClientResult {
  /** From the start of the users, on average, to the end of the load; tasks that are under way then are finished. */
  loadSeconds: number
  endpoints: ClientEndpoint[]
}

export interface ClientRun {
  /** Which of the two plans; they have one scenario each, of the same name. */
  plan: 'accuracy' | 'clients'
  url: string
  users: number
  seconds: number
}

export type Client = (options: ClientRun) => Promise<ClientResult>

/** @throws Error when it ends otherwise than as a run that is judged, or not */
export const loadwright: Client = async ({ plan, url, users, seconds }) =>
  inFolder(async (folder) => {
    const cli = join(here, '../../bin/loadwright.js')
    const file = join(here, `${plan}.plan.yaml`)
    const load = ['-H', url, '-u', String(users), '-t', `${seconds}s`, '--processes', '1']
    // What the preflight tries reaches the target, and is no part of the run.
    load.push('--no-preflight')
    const output = ['--json', '--progress', 'none', '--history', join(folder, 'history.db'), '-o', folder, '-f', 'json']
    const [command, args] = pinned(GENERATOR_CORE, process.execPath, [cli, 'run', file, plan, ...load, ...output])
    const stdout = await run(command, args, { maxBuffer: 64 * 1024 * 1024 }).then(
      (result) => result.stdout,
      // Inconclusive, say: the report is there all the same, and its counts are what is asked for here.
      (error: { stdout?: string; stderr?: string }) => error.stdout || Promise.reject(new Error(error.stderr)),
    )
    const report = JSON.parse(stdout) as RunReport
    return {
      loadSeconds: seconds,
      endpoints: report.endpoints
        .filter(({ kind, requests }) => kind === 'http' && requests > 0)
        .map(({ name, requests, failures, latencyMs }) => ({
          name,
          count: requests,
          failures,
          meanMs: latencyMs?.mean ?? NaN,
          p50Ms: latencyMs?.p50 ?? NaN,
          p95Ms: latencyMs?.p95 ?? NaN,
        })),
    }
  })

/** `HttpUser`, as in the suites that people have. Users that are in a task when the time is up finish it, as ours do. */
export const locust: Client = async ({ plan, url, users, seconds }) =>
  inFolder(async (folder) => {
    const result = join(folder, 'result.json')
    const load = ['-H', url, '-u', String(users), '-r', String(users), '-t', `${seconds}s`, '--stop-timeout', '30']
    const output = ['--headless', '--only-summary', '--loglevel', 'ERROR']
    const program = find('locust')
    if (program === null) throw new Error('locust is not on PATH (Debian: python3-locust); BENCH_LOCUST can name it')
    const [command, args] = pinned(GENERATOR_CORE, program, ['-f', join(here, 'locustfile.py'), ...load, ...output])
    await run(command, args, {
      env: { ...process.env, PLAN: plan, RESULT: result },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: { code?: unknown; stderr?: string }) => {
      // 1: there were failures; they are in the result.
      if (error.code !== 1) throw new Error(`locust ended with ${String(error.code)}: ${error.stderr ?? ''}`)
    })
    return JSON.parse(readFileSync(result, 'utf8')) as ClientResult
  })

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-accuracy-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
