/**
 * `npm run bench`: measures what docs/performance.md promises, side by side in one go. Rounds alternate between the
 * contestants, CPU time of the generator only, medians; the machine may be shared, so look at ratios. `--quick`: short rounds.
 */
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BODY, find, GENERATOR_CORE, pinned, SERVER_CORE, startCheapServer } from './cheapServer.ts'
import type { GeneratorResult } from './generators/report.ts'
import { runTool } from './tools.ts'

const quick = process.argv.includes('--quick')
const ROUNDS = quick ? 3 : 5
const SECONDS = quick ? 3 : 8
const here = import.meta.dirname
const run = promisify(execFile)

interface Measured {
  name: string
  /** Requests per CPU second of the generator: median, lowest, highest round. */
  perCpuSecond: { median: number; min: number; max: number }
  rssBytes: number
  failures: number
}

type Contestant = { name: string; run: () => Promise<GeneratorResult> }

async function generator(file: string, ...args: (string | number)[]): Promise<GeneratorResult> {
  const [command, all] = pinned(GENERATOR_CORE, process.execPath, [join(here, 'generators', file), ...args.map(String)])
  const { stdout } = await run(command, all)
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as GeneratorResult
}

/** Rounds alternate, so that a slow minute of a shared machine meets all alike. */
async function compare(contestants: Contestant[]): Promise<Measured[]> {
  const results = contestants.map((): GeneratorResult[] => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, contestant] of contestants.entries()) results[index]!.push(await contestant.run())
  }
  return contestants.map(({ name }, index) => {
    const rounds = results[index]!
    const rates = rounds.map((result) => result.requests / result.cpuSeconds).sort((a, b) => a - b)
    return {
      name,
      perCpuSecond: { median: rates[Math.floor(rates.length / 2)]!, min: rates[0]!, max: rates.at(-1)! },
      rssBytes: Math.max(...rounds.map((result) => result.rssBytes)),
      failures: rounds.reduce((sum, result) => sum + result.failures, 0),
    }
  })
}

function print(title: string, rows: Measured[], base: string): void {
  const baseline = rows.find((row) => row.name === base)!.perCpuSecond.median
  process.stdout.write(`\n${title}\n`)
  for (const { name, perCpuSecond: rate, rssBytes, failures } of rows) {
    const k = (value: number): string => `${(value / 1000).toFixed(1)} k`
    process.stdout.write(
      `  ${name.padEnd(34)} ${k(rate.median).padStart(8)}/CPU-s  (${k(rate.min)} … ${k(rate.max)})  ×${(rate.median / baseline).toFixed(2)} of ${base}` +
        `  ${Math.round(rssBytes / 1e6)} MB${failures > 0 ? `  ${failures} failures` : ''}\n`,
    )
  }
}

const report: Record<string, unknown> = {
  at: new Date().toISOString(),
  node: process.version,
  cores: cpus().length,
  rounds: ROUNDS,
  seconds: SECONDS,
}

const server = await startCheapServer()
report.server = server.kind
const plan = join(here, 'generators', 'declarative.plan.yaml')
const http = await compare([
  { name: 'bare undici dispatch', run: () => generator('dispatch.ts', server.url, 64, SECONDS) },
  { name: 'loadwright, declarative', run: () => generator('loadwright.ts', plan, server.url, 64, SECONDS) },
  { name: 'autocannon', run: () => generator('autocannon.ts', server.url, 64, SECONDS) },
  ...(['wrk', 'hey'] as const)
    .filter((tool) => find(tool))
    .map((tool) => ({ name: tool, run: () => runTool(tool, server.url, SECONDS) })),
])
print(
  `HTTP/1.1, 64 users, ${BODY.length}-byte JSON from ${server.kind} on the other core`,
  http,
  'bare undici dispatch',
)
report.http = http

const many = join(here, 'generators', 'manyUsers.plan.yaml')
const [few, crowd] = [
  await generator('loadwright.ts', plan, server.url, 64, SECONDS),
  await generator('loadwright.ts', many, server.url, 5000, SECONDS + 4),
]
const perUser = (crowd.rssBytes - few.rssBytes) / (5000 - 64)
const ratio = crowd.requests / crowd.cpuSeconds / (few.requests / few.cpuSeconds)
process.stdout.write(
  `\n5,000 users, a connection each\n  ${Math.round(perUser / 1000)} KB a user, ×${ratio.toFixed(2)} of the 64-user rate, ${crowd.failures} failures\n`,
)
report.manyUsers = { bytesPerUser: perUser, rateRatio: ratio, failures: crowd.failures }
await server.close()

const [command, args] = pinned(SERVER_CORE, process.execPath, [join(here, 'echoServer.ts')])
const echo = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
const [port] = (await once(echo.stdout, 'data')) as [Buffer]
const address = `127.0.0.1:${port.toString().trim()}`
const sockets = await compare([
  { name: 'bare ws', run: () => generator('bareSocket.ts', `ws://${address}`, 64, SECONDS) },
  {
    name: 'loadwright, send with reply',
    run: () =>
      generator('loadwright.ts', join(here, 'generators', 'socket.plan.yaml'), `http://${address}`, 64, SECONDS),
  },
])
print('WebSocket request to reply, 64 sockets', sockets, 'bare ws')
report.webSocket = sockets
echo.kill('SIGTERM')

const arrivals = JSON.parse(
  execFileSync(process.execPath, [join(here, 'generators', 'arrivals.ts'), '1000', quick ? '5' : '21'], {
    encoding: 'utf8',
  }),
) as Record<string, number>
process.stdout.write(
  `\nArrivals at 1,000/s on this machine\n  spacing error p99 ${arrivals.spacingP99Ms!.toFixed(2)} ms, late p50 ${arrivals.lateP50Ms!.toFixed(2)} p99 ${arrivals.lateP99Ms!.toFixed(2)} max ${arrivals.lateMaxMs!.toFixed(2)} ms, rate over 10 s within ${(arrivals.rateErrorOf10s! * 100).toFixed(3)} %, ${(arrivals.cpuShare! * 100).toFixed(0)} % of a core\n`,
)
report.arrivals = arrivals

const parts: [string, string[]][] = [
  ['histogram', []],
  ['storage', quick ? ['--seconds', '300'] : []],
]
for (const [part, options] of parts) {
  process.stdout.write(`\n${part}\n`)
  const output = execFileSync(process.execPath, [join(here, `${part}.ts`), ...options], { encoding: 'utf8' })
  process.stdout.write(output.replace(/^/gm, '  '))
  report[part] = output
}
writeFileSync(join(here, 'results.json'), `${JSON.stringify(report, null, 2)}\n`)
