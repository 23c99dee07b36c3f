/** Second part: several short runs of each of three builds, and what they say of each other. */
import type { BuildComparison, MetricComparison } from '../../core/comparison/comparison.ts'
import { DEFAULT_SETTINGS } from '../../core/comparison/comparisonInput.ts'
import { placeText } from '../../core/comparison/comparisonWords.ts'
import { formatDurationCompact } from '../../core/units/duration.ts'
import { abTags } from '../../host/comparison/abPairs.ts'
import { compareRuns } from '../../host/comparison/compareRuns.ts'
import { keepBeside } from '../../host/comparison/compareWithBaseline.ts'
import { STEADY } from '../../host/demo/demoPlan.ts'
import { startDemoTarget, type DemoTarget } from '../../host/demo/demoTarget.ts'
import { comparisonLines } from '../compare/comparisonLines.ts'
import { plainText } from '../terminal/plainText.ts'
import { DISTANCE, FIRST, LONG_TAIL, SLOWED_ENDPOINT, SLOWER, TAIL_ENDPOINT, type DemoBuild } from './demoBuilds.ts'
import { runDemoBuild, writeDemoReport, type Demonstration } from './demonstration.ts'

const BUILDS = [FIRST, SLOWER, LONG_TAIL]

interface RunningBuild extends DemoBuild {
  target: DemoTarget
  /** Of its runs, oldest first. */
  runIds: string[]
}

/** @returns whether each said what it was made to say */
export async function showComparisons(demo: Demonstration): Promise<boolean> {
  const { context, length } = demo
  const { paint } = context.err
  const each = `${length.rounds} runs of ${formatDurationCompact(length.steadyMs)} each`
  context.say(
    `\n${paint.bold('three builds compared')}: ${each}, in turn, so that whatever else this machine does meets all alike\n`,
  )
  for (const { label, words } of BUILDS) context.say(`  ${label}  ${words}`)
  context.say('')
  const running: RunningBuild[] = []
  try {
    for (const build of BUILDS) {
      const args = ['--build', build.label, ...DISTANCE, ...build.args]
      running.push({ ...build, runIds: [], target: await startDemoTarget(context.targetFile, args) })
    }
    await runInTurn(demo, running)
  } finally {
    await Promise.all(running.map(({ target }) => target.stop()))
  }
  const [first, slower, longTail] = running
  if (first === undefined || slower === undefined || longTail === undefined) return false
  const isSlowerFound = await compareWith(demo, first, slower, SLOWED_ENDPOINT)
  const isTailFound = await compareWith(demo, first, longTail, TAIL_ENDPOINT)
  return isSlowerFound && isTailFound
}

/** Runs of one round are tagged as such: the builds are compared by what they differ in within each round. */
async function runInTurn(demo: Demonstration, running: readonly RunningBuild[]): Promise<void> {
  const { context, history, length, signals } = demo
  let group: string | null = null
  for (let round = 0; round < length.rounds; round++) {
    const inTurn = round % 2 === 0 ? running : running.toReversed()
    for (const { label, target, runIds } of inTurn) {
      if (signals.first !== null) return
      context.say(context.err.paint.dim(`  run ${runIds.length + 1} of ${length.rounds} of ${label}`))
      const asked = { part: STEADY, build: label, target, runTimeMs: length.steadyMs, seed: round + 1, isQuiet: true }
      const report = await runDemoBuild(demo, asked)
      // What was cut off says nothing of its build.
      if (report.run.status !== 'completed') continue
      group ??= report.run.id
      history.editRuns({ runs: [report.run.id], addTags: abTags(group, round + 1) })
      runIds.push(report.run.id)
    }
  }
}

async function compareWith(
  demo: Demonstration,
  baseline: RunningBuild,
  candidate: RunningBuild,
  changed: string,
): Promise<boolean> {
  const { context, history } = demo
  const last = candidate.runIds.at(-1)
  if (baseline.runIds.length === 0 || last === undefined) return false
  const ids = { baseline: baseline.runIds, candidate: candidate.runIds }
  const comparison = await compareRuns(history, ids, DEFAULT_SETTINGS, async () => {})
  await writeDemoReport(demo, keepBeside(history, last, comparison))
  context.say('')
  for (const line of comparisonLines(comparison, { all: false, force: '`loadwright compare --force`' }, context.err))
    context.say(line)
  context.say(plainText(whatItShows(comparison, candidate, changed)))
  return changesIn(comparison).some(isChange(changed))
}

function changesIn(comparison: BuildComparison): MetricComparison[] {
  if (comparison.outcome === 'refused') return []
  return [...comparison.whole, ...comparison.endpoints.flatMap(({ metrics }) => metrics)].filter(
    ({ verdict }) => verdict === 'regressed' || verdict === 'improved',
  )
}

function isChange(changed: string): (metric: MetricComparison) => boolean {
  return ({ endpoint, verdict }) => endpoint?.name === changed && verdict === 'regressed'
}

/** Whether what was made different was found, and nothing else; honest about machines that cannot tell. */
export function whatItShows(comparison: BuildComparison, { label }: Pick<DemoBuild, 'label'>, changed: string): string {
  if (comparison.outcome === 'refused')
    return 'Not to be told here: this machine had other work to do, and the generator was in the way. On a quieter one it is found.'
  const busy = 'This machine had other work to do; on a quieter one, or with more runs, it is found.'
  const found = changesIn(comparison)
  const isMeant = isChange(changed)
  const others = found.filter((metric) => !isMeant(metric))
  const isFound = found.some(isMeant)
  if (isFound && others.length === 0)
    return `That is what was done to ${label}: ${changed}, and nothing else, is named.`
  const what = isFound
    ? `${changed} is what was made slower in ${label}.`
    : `${changed} was made slower in ${label}, and was not found.`
  if (others.length === 0) return `${what} ${busy}`
  const places = [...new Set(others.map(({ endpoint, metric }) => placeText(endpoint, metric)))]
  return `${what} Also named: ${places.slice(0, 5).join(', ')}; this machine was not the same for all runs.`
}
