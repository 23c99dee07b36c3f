/** Texts that want to be more than text, in a plan, its replies and its history. */
import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { dirname } from 'node:path'
import { writeBuilds } from '../../src/host/comparison/testing/twoBuilds.ts'
import { openHistory } from '../../src/host/storage/history.ts'
import { writeRuns } from '../../src/host/storage/testing/manyRuns.ts'

export const HTML = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
/** Turned round it would read `txt.exe`. */
export const TURNED = '\u202Eexe.txt\u2066\u061C\u200F'
const CONTROLS = 'a\u0000b\u001B[31mc\u0007d\u0085e\u2028f\u200Bg\uFEFFh\u00ADi'
/** A name of all of it, short enough to be read. */
const ALL = `${CONTROLS} ${TURNED} ${HTML}`
export const LONG = 'long '.padEnd(10_000, 'x')

export const ENDPOINTS = [
  `GET ${HTML}`,
  `GET ${TURNED}`,
  `GET ${CONTROLS}`,
  LONG,
  '__proto__',
  'constructor',
  '=cmd|calc',
]
export const PLAN_NAME = `Evil ${ALL}`
const SCENARIO = `s ${ALL}`
export const SCENARIO_OF_BUILDS = `builds ${ALL}`
export const SCENARIO_OF_TREND = `trend ${ALL}`
/** What a command line takes: it ends at a null. */
export const BUILD = `b ${TURNED} ${HTML}`
const BODY = `${HTML}${TURNED}${CONTROLS}{"__proto__": {"polluted": true}} ${LONG}`

/** JSON is YAML. */
export function hostilePlan(url: string): string {
  const steps = ENDPOINTS.map((as, at) => ({
    get: '/x',
    as,
    headers: { 'X-Asked': HTML },
    // Its message says what was looked for, and what came instead.
    expect: at === 1 ? { status: 200, text: ALL } : { status: 200 },
  }))
  const load = { users: 3, spawnRate: 10, for: '4s' }
  return JSON.stringify({
    name: PLAN_NAME,
    target: url,
    users: { [`u ${ALL}`]: { wait: '20ms..40ms', tasks: [{ name: ALL, steps }] } },
    scenarios: {
      [SCENARIO]: { purpose: ALL, load, criteria: ['failures < 1%', { endpoint: ENDPOINTS[1], maximum: 'p95 < 1ms' }] },
    },
  })
}

/** Never run: it is there to be listed. */
export function longPlan(): string {
  const load = { users: 1, for: '1s' }
  return JSON.stringify({
    name: LONG,
    target: 'http://127.0.0.1:9',
    users: { [LONG]: { tasks: [{ name: LONG, steps: [{ get: '/' }] }] } },
    scenarios: { [LONG]: { purpose: LONG, load } },
  })
}

/** Every reply is hostile, too, in its headers and its body; every third is a failure. */
export async function startHostileTarget(): Promise<Server> {
  let asked = 0
  const server = createServer((_, response) => {
    const status = asked++ % 3 === 0 ? 500 : 200
    const inHeaders = Buffer.from(`${HTML} ${TURNED} \u0085`).toString('latin1')
    response.writeHead(status, { 'content-type': 'text/html', 'x-evil': inHeaders, 'x-long': 'x'.repeat(5000) })
    response.end(BODY)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Builds to compare, and so many that they have a trend. */
export function writeHostileHistory(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const history = openHistory(file)
  const scenario = { planName: PLAN_NAME, scenario: SCENARIO_OF_BUILDS }
  const endpoints = ENDPOINTS.map((name): [string, number] => [name, 30])
  writeBuilds(history, [
    { build: `1 ${ALL}`, runs: 2, endpoints, run: scenario },
    { build: `2 ${ALL}`, runs: 2, endpoints, run: scenario, slower: { [ENDPOINTS[1]!]: 1.6, [ENDPOINTS[2]!]: 1.4 } },
  ])
  history.close()
  const latencyMs = { p50: 30, p95: 60, p99: 90, p999: 150, mean: 33 }
  const numbers = { ok: 24_000, failed: 20, ratePerS: 40 }
  const startMs = Date.UTC(2026, 8, 1)
  writeRuns(
    file,
    Array.from({ length: 12 }, (_, at) => {
      const slower = at < 8 ? 1 : 1.5
      const times = Object.fromEntries(
        Object.entries(latencyMs).map(([name, ms]) => [name, ms * slower * (1 + 0.01 * (at % 3))]),
      ) as typeof latencyMs
      return {
        run: {
          planName: PLAN_NAME,
          scenario: SCENARIO_OF_TREND,
          build: { label: `${at} ${ALL}`, commit: null, branch: ALL },
          startedAtMs: startMs + at * 3_600_000,
        },
        finish: { endedAtMs: startMs + at * 3_600_000 + 60_000 },
        numbers: {
          endpoints: [
            { endpoint: null, ...numbers, latencyMs: null },
            ...ENDPOINTS.map((name) => ({ endpoint: { name, kind: 'http' as const }, ...numbers, latencyMs: times })),
          ],
        },
      }
    }),
  )
}
