/** Other tools that the machine may have, doing what `declarative.plan.yaml` does as far as they can. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { find, GENERATOR_CORE, pinned } from './cores.ts'
import { WARM_UP_S, type GeneratorResult } from './generators/report.ts'
import type { Contestant } from './rounds.ts'

const run = promisify(execFile)
const USERS = 64
const generators = join(import.meta.dirname, 'generators')

interface Invocation {
  program: string
  args: string[]
  environment?: Record<string, string>
  /** Requests, from what the program printed. */
  requests: (stdout: string) => number
}

interface Tool {
  name: string
  program: string
  /** What it does of the scenario. */
  does: string
  contestant: (path: string, url: string, seconds: number) => () => Promise<GeneratorResult>
}

/** @param program as on the command line; its path in `BENCH_PROGRAM` wins over PATH */
function commandLine(
  name: string,
  program: string,
  does: string,
  invocation: (path: string, url: string, seconds: number) => Invocation,
): Tool {
  return {
    name,
    program,
    does,
    contestant: (path, url, seconds) => async () => {
      const warmUp = await timed(name, invocation(path, url, WARM_UP_S))
      const whole = await timed(name, invocation(path, url, seconds))
      return {
        requests: whole.requests - warmUp.requests,
        failures: 0,
        cpuSeconds: whole.cpuSeconds - warmUp.cpuSeconds,
        wallSeconds: whole.wallSeconds - warmUp.wallSeconds,
        rssBytes: 0,
        peakRssBytes: 0,
      }
    },
  }
}

function locust(client: 'FastHttpUser' | 'HttpUser'): Tool {
  return {
    name: `Locust ${client}`,
    program: 'locust',
    does: 'one header, status and JSON checked, one value taken, statistics by name',
    contestant: (path, url, seconds) => async () => {
      const options = `--headless --only-summary --loglevel ERROR -u ${USERS} -r ${USERS} -t ${seconds}s -H ${url}`
      const [command, args] = pinned(GENERATOR_CORE, path, [
        '-f',
        join(generators, 'locustfile.py'),
        ...options.split(' '),
      ])
      const { stdout } = await run(command, args, { env: { ...process.env, LOCUST_CLIENT: client } })
      return JSON.parse(stdout.split('\n').find((line) => line.startsWith('{'))!) as GeneratorResult
    },
  }
}

const TOOLS: Tool[] = [
  commandLine('wrk (C)', 'wrk', 'nothing but requests', (program, url, seconds) => ({
    program,
    args: ['-t1', `-c${USERS}`, `-d${seconds}s`, `${url}/api/executions/42`],
    requests: (stdout) => Number(/(\d+) requests in/.exec(stdout)?.[1]),
  })),
  commandLine('hey', 'hey', 'nothing but requests', (program, url, seconds) => ({
    program,
    args: ['-z', `${seconds}s`, '-c', String(USERS), '-cpus', '1', `${url}/api/executions/42`],
    requests: (stdout) =>
      [...stdout.matchAll(/\[\d+\]\t(\d+) responses/g)].reduce((sum, [, count]) => sum + Number(count), 0),
  })),
  commandLine('k6', 'k6', 'one header, status and JSON checked, statistics', (program, url, seconds) => ({
    program,
    args: ['run', '--vus', String(USERS), '--duration', `${seconds}s`, '--quiet', join(generators, 'k6.js')],
    environment: { TARGET: url, K6_NO_USAGE_REPORT: 'true' },
    requests: (stdout) => Number(/http_reqs\.*: *(\d+)/.exec(stdout)?.[1]),
  })),
  // It has no users that go on for a time: a second is taken to be so many requests.
  commandLine('Artillery', 'artillery', 'one header, two values taken, statistics', (program, url, seconds) => {
    const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
    const file = join(folder, 'report.json')
    return {
      program,
      args: ['run', '--quiet', '--output', file, join(generators, 'artillery.yaml')],
      environment: { TARGET: url, TIMES: String(seconds * 20), ARTILLERY_DISABLE_TELEMETRY: 'true' },
      requests: () => {
        const { aggregate } = JSON.parse(readFileSync(file, 'utf8')) as {
          aggregate: { counters: Record<string, number> }
        }
        rmSync(folder, { recursive: true })
        return aggregate.counters['http.responses'] ?? NaN
      },
    }
  }),
  locust('FastHttpUser'),
  locust('HttpUser'),
]

/** Those that this machine has, with what they do. */
export function installedTools(url: string, seconds: number): (Contestant & { does: string })[] {
  return TOOLS.flatMap(({ name, program, does, contestant }) => {
    const path = find(program)
    return path === null ? [] : [{ name, does, run: contestant(path, url, seconds) }]
  })
}

/** CPU time as the shell's `times` tells it of its children. @throws Error when the output is not what it used to be */
async function timed(
  name: string,
  { program, args, environment, requests }: Invocation,
): Promise<{ requests: number; cpuSeconds: number; wallSeconds: number }> {
  const [command, all] = pinned(GENERATOR_CORE, 'sh', ['-c', '"$@"; times', 'sh', program, ...args])
  const startedAt = performance.now()
  const { stdout } = await run(command, all, { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 })
  const wallSeconds = (performance.now() - startedAt) / 1000
  const children = stdout.trim().split('\n').at(-1)!
  const [user, system] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  )
  const count = requests(stdout)
  if (!count || user === undefined || system === undefined)
    throw new Error(`cannot read what ${name} printed:\n${stdout}`)
  return { requests: count, cpuSeconds: user + system, wallSeconds }
}
