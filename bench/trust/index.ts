/**
 * `npm run bench:trust`: how often a healthy run is accused of a starved generator, and how often a starved one is found.
 * docs/trust.md has the table. Healthy: short runs against the bundled target on this machine, the demonstration's plan (slow
 * responses) and one with quick responses and tight limits in turn; every second time with two hiccups, in which the engine
 * stands still for 55 to 175 ms as it does on a shared machine. Starved: runs with a cause that is known. Nothing is simulated.
 * It takes some 18 s a healthy run and 13 s a starved one: a quarter of an hour as it is.
 *
 *   npm run bench:trust -- [--runs 40] [--starved 2] [--seconds 10]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findDemoPlan } from '../../src/host/demo/demoPlan.ts'
import { startDemoTarget } from '../../src/host/demo/demoTarget.ts'
import { chooseScenarios } from '../../src/host/runs/chooseScenarios.ts'
import type { TrustReason } from '../../src/core/criteria/trust.ts'
import type { RunReport } from '../../src/core/report/report.ts'
import { loadPlan } from '../../src/host/plans/loadPlan.ts'
import { childProcessEngines, type EngineProcess, type SpawnEngine } from '../../src/host/runs/engineProcess.ts'
import { RunKeeper } from '../../src/host/runs/runKeeper.ts'
import { startRun } from '../../src/host/runs/startRun.ts'
import {
  busyLoop,
  busyNeighbours,
  cpuLimit,
  fewDescriptors,
  type Starving,
} from '../../src/host/runs/testing/starving.ts'
import { openMemoryHistory } from '../../src/host/storage/history.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '40' },
    starved: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '10' },
  },
})
const SECONDS = Number(values.seconds)
/** The demonstration's plan has too few requests to judge in less. */
const DEMO_SECONDS = SECONDS * 2
const BUILT = join(import.meta.dirname, '../../out/main')
const ENGINE = join(BUILT, 'engine.js')
const PLANS = {
  demo: { file: findDemoPlan(ENGINE), scenario: 'smoke' },
  quick: { file: join(import.meta.dirname, 'quick.plan.yaml'), scenario: 'quick' },
  hungry: { file: join(import.meta.dirname, 'hungry.plan.yaml'), scenario: 'hungry' },
}

interface Outcome {
  report: RunReport
  /** Untrusted seconds by what was over its limit. */
  seconds: Map<string, number>
  /** More than 5 % of all seconds but the first and last three were untrusted, whatever happened in them: the rule of version 0.1. */
  accusedBySeconds: boolean
}

async function run(
  plan: keyof typeof PLANS,
  spawn: SpawnEngine,
  onSecond: (t: number, engine: EngineProcess) => void = () => {},
): Promise<Outcome> {
  const seconds = plan === 'demo' ? DEMO_SECONDS : SECONDS
  const target = await startDemoTarget(join(BUILT, 'target.js'), [])
  const history = openMemoryHistory()
  try {
    const loaded = await loadPlan(PLANS[plan].file, { environment: { TARGET: target.url } })
    if (loaded.plan === null) throw new Error(JSON.stringify(loaded.problems))
    const { plan: changed, chosen } = chooseScenarios(loaded.plan, [PLANS[plan].scenario], {
      target: null,
      users: null,
      spawnRatePerS: null,
      runTimeMs: { value: seconds * 1000, source: 'the calibration' },
    })
    const engines: EngineProcess[] = []
    const keeper = new RunKeeper(history, null)
    const handle = await startRun(
      {
        plan: changed,
        planFile: null,
        planText: loaded.maskedText,
        scenario: chosen[0]!.index,
        build: { label: 'trust', commit: null, branch: null },
        processes: 1,
        seed: 1,
        failOn: ['maximum', 'inconclusive'],
        notices: [],
      },
      keeper,
      () => {
        engines.push(spawn())
        return engines.at(-1)!
      },
    )
    handle.onTick(({ t }) => onSecond(t, engines[0]!))
    const report = await handle.finished
    const untrusted = keeper
      .reader()
      .load()
      .filter(({ trusted }) => !trusted)
    const unmuted = untrusted.filter(({ t }) => t >= 3 && t < seconds - 3).length
    return { report, seconds: countSignals(untrusted), accusedBySeconds: unmuted / seconds > 0.05 }
  } finally {
    history.close()
    await target.stop()
  }
}

function countSignals(untrusted: readonly { reasons: readonly TrustReason[] }[]): Map<string, number> {
  const seconds = new Map<string, number>()
  for (const { reasons } of untrusted) {
    const names = reasons
      .filter(({ state }) => state === 'notTrusted')
      .map(({ signal, cause }) => (cause === undefined ? signal : `${signal} (${cause})`))
    for (const name of new Set(names)) seconds.set(name, (seconds.get(name) ?? 0) + 1)
  }
  return seconds
}

/** The generator is what makes it inconclusive. */
function isAccused({ report }: Outcome): boolean {
  const doubted = report.criteria.some(({ status }) => status === 'notTrusted')
  return report.verdict.status === 'inconclusive' && (doubted || !report.generatorHealth.trusted)
}

const lines: string[] = []
const say = (line = ''): void => {
  lines.push(line)
  process.stdout.write(`${line}\n`)
}
const share = (part: number, of: number): string => `${part} of ${of}`
const listed = (seconds: Map<string, number>): string =>
  [...seconds].map(([name, count]) => `${name} ${count} s`).join(', ') || 'none'
const load = (): string => loadavg()[0]!.toFixed(1)

say(
  `${new Date().toISOString().slice(0, 16)}Z, ${cpus().length} cores, runs of ${SECONDS} s (demo ${DEMO_SECONDS} s), node ${process.version}`,
)
say()
say(
  '| healthy runs | accused | accused by the rule of 0.1 | with an untrusted second | untrusted seconds, by signal (cause) |',
)
say('|---|---|---|---|---|')
const healthy = new Map<string, Outcome[]>()
for (let at = 0; at < Number(values.runs); at++) {
  const plan = at % 2 === 0 ? 'demo' : 'quick'
  const hasHiccups = at % 4 >= 2
  const outcome = await run(plan, childProcessEngines(ENGINE), hasHiccups ? hiccups(at) : undefined)
  const name = hasHiccups ? `${plan}, two hiccups` : plan
  healthy.set(name, [...(healthy.get(name) ?? []), outcome])
  const { verdict, generatorHealth, totals } = outcome.report
  process.stderr.write(
    `${name} ${at + 1}: load average ${load()}, ${verdict.status}${isAccused(outcome) ? ' ACCUSED' : ''}, untrusted ${((generatorHealth.untrustedLoadShare ?? 0) * 100).toFixed(2)} % of the load, p99 ${totals.latencyMs?.p99.toFixed(1)} ms, ${listed(outcome.seconds)}${isAccused(outcome) ? ` ${verdict.sentence}` : ''}\n`,
  )
}
for (const [name, outcomes] of healthy) {
  const all = new Map<string, number>()
  for (const { seconds } of outcomes) for (const [name, count] of seconds) all.set(name, (all.get(name) ?? 0) + count)
  const count = (is: (outcome: Outcome) => boolean): string => share(outcomes.filter(is).length, outcomes.length)
  say(
    `| ${name} | ${count(isAccused)} | ${count((one) => one.accusedBySeconds)} | ${count((one) => one.seconds.size > 0)} | ${listed(all)} |`,
  )
}

const STARVED: [string, () => Starving | null, ((t: number, engine: EngineProcess) => void)?][] = [
  ['busy loop in the engine, 60 of 100 ms', () => busyLoop(ENGINE, 60, 40)],
  ['busy loop in the engine, 20 of 25 ms', () => busyLoop(ENGINE, 20, 5)],
  ['four busy neighbours on its only core', () => busyNeighbours(ENGINE, 4)],
  ['CPU limit of 20 % of a core', () => cpuLimit(ENGINE, 20)],
  ['ulimit -n 64 for 100 users', () => fewDescriptors(ENGINE, 64)],
  ['stopped for 2 s', () => ({ spawn: childProcessEngines(ENGINE), end: () => Promise.resolve() }), stopForAWhile],
]

function stopForAWhile(t: number, engine: EngineProcess): void {
  if (t === 2) standStill(engine, 2000)
}

/** Other lengths in every run, at other moments of the second. */
function hiccups(seed: number): (t: number, engine: EngineProcess) => void {
  return (t, engine) => {
    if (t !== 3 && t !== 6) return
    setTimeout(() => standStill(engine, 55 + ((seed * 37 + t * 11) % 121)), (seed * 131 + t * 53) % 1000)
  }
}

function standStill({ pid }: EngineProcess, forMs: number): void {
  if (pid === null) return
  process.kill(pid, 'SIGSTOP')
  setTimeout(() => process.kill(pid, 'SIGCONT'), forMs)
}

say()
say('| starved by | found | by the rule of 0.1 | untrusted share of the load | first reason |')
say('|---|---|---|---|---|')
for (const [name, starve, onSecond] of STARVED) {
  const outcomes: Outcome[] = []
  for (let at = 0; at < Number(values.starved); at++) {
    const starving = starve()
    if (starving === null) break
    try {
      outcomes.push(await run('hungry', starving.spawn, onSecond))
    } finally {
      await starving.end()
    }
  }
  if (outcomes.length === 0) {
    say(`| ${name} | not possible here | | | |`)
    continue
  }
  const shares = outcomes.map(({ report }) => (report.generatorHealth.untrustedLoadShare ?? 0) * 100)
  const range = `${Math.min(...shares).toFixed(0)} … ${Math.max(...shares).toFixed(0)} %`
  const bySeconds = share(outcomes.filter((one) => one.accusedBySeconds).length, outcomes.length)
  const found = share(outcomes.filter(isAccused).length, outcomes.length)
  say(`| ${name} | ${found} | ${bySeconds} | ${range} | ${outcomes[0]!.report.generatorHealth.reasons[0] ?? 'none'} |`)
}
mkdirSync('bench/results', { recursive: true })
writeFileSync('bench/results/trust.md', `${lines.join('\n')}\n`)
