/** First part: a smoke test of two builds, each with its report, and the criteria of both beside each other. */
import type { RunReport } from '../../core/report/report.ts'
import { SMOKE } from '../../host/demo/demoPlan.ts'
import { startDemoTarget } from '../../host/demo/demoTarget.ts'
import { verdictLine } from '../run/verdictLine.ts'
import { changeTable, criteriaTable } from './comparisonLines.ts'
import { FIRST, SLOWED_ENDPOINT, SLOWER, type DemoBuild } from './demoBuilds.ts'
import { runDemoBuild, writeDemoReport, type Demonstration } from './demonstration.ts'

const SEED = 1

/** Reports of both, or of those that there was time for. */
export async function showSmoke(demo: Demonstration): Promise<RunReport[]> {
  const { context, signals } = demo
  const { paint } = context.err
  const reports: RunReport[] = []
  const builds = [FIRST, SLOWER]
  for (const [index, build] of builds.entries()) {
    if (signals.first !== null) break
    const { label, words } = build
    context.say(`\n${paint.bold(`smoke test, ${index + 1} of ${builds.length}: build ${label}`)}, ${words}\n`)
    const report = await smokeOf(demo, build)
    reports.push(report)
    await writeDemoReport(demo, report)
    const tail = { written: null, saysExit: false }
    context.say(`\n${verdictLine({ reports: [report], reasons: new Set() }, tail, context.err)}`)
  }
  const [first, second] = reports
  if (first !== undefined && second !== undefined) {
    context.say(`\n${paint.bold('criteria of both builds')}`)
    for (const line of criteriaTable(first, second, context.err)) context.say(line)
    context.say(`\n${paint.bold('what changed')}`)
    for (const line of changeTable(SLOWED_ENDPOINT, first, second, context.err)) context.say(line)
    context.say(
      paint.dim('  Two short runs, one of each: whether a change is more than chance, several of each can tell.'),
    )
  }
  return reports
}

async function smokeOf(demo: Demonstration, { label, args }: DemoBuild): Promise<RunReport> {
  const target = await startDemoTarget(demo.context.targetFile, ['--build', label, ...args])
  try {
    const runTimeMs = demo.length.smokeMs
    return await runDemoBuild(demo, { part: SMOKE, build: label, target, runTimeMs, seed: SEED, isQuiet: false })
  } finally {
    await target.stop()
  }
}

/** Why it showed nothing; null when it did. */
export function smokeFailure(reports: readonly RunReport[]): string | null {
  const [before, after] = [reports[0], reports[1]].map(
    (report) => report?.endpoints.find(({ name }) => name === SLOWED_ENDPOINT)?.latencyMs ?? null,
  )
  if (!before || !after) return `${SLOWED_ENDPOINT} was not measured in both builds.`
  return after.p50 > before.p50 ? null : `${SLOWED_ENDPOINT} was not slower in the build that was made slower.`
}
