/**
 * How often builds that are the same are called different, on this machine: real runs of the bundled target, one after the other, and
 * comparisons of random halves of them. A prototype's false alarms are simulated; those of a product are measured.
 *
 *   npm run bench:same-build [-- --runs 30 --seconds 12 --history FILE]
 *
 * The runs are kept, and with `--history` of an earlier one nothing is run anew. What it prints on standard output is Markdown.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { CompletedComparison, MetricComparison } from '../../src/core/comparison/comparison.ts'
import { DEFAULT_SETTINGS } from '../../src/core/comparison/comparisonInput.ts'
import type { RandomStream } from '../../src/core/random.ts'
import { seededStream } from '../../src/core/statistics/seededStream.ts'
import { compareRuns } from '../../src/host/comparison/compareRuns.ts'
import { startDemoTarget } from '../../src/host/demo/demoTarget.ts'
import { openHistory, type History } from '../../src/host/storage/history.ts'
import { currentCommit, describeMachine } from '../results.ts'

const ROOT = join(import.meta.dirname, '../..')
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '12' },
    comparisons: { type: 'string', default: '200' },
    history: { type: 'string' },
  },
})
const [runs, seconds, comparisons] = [Number(options.runs), Number(options.seconds), Number(options.comparisons)]
const file = resolve(options.history ?? join(mkdtempSync(join(tmpdir(), 'loadwright-same-build-')), 'history.db'))
if (!existsSync(file)) {
  process.stderr.write(`${runs} runs of ${seconds} s go to ${file}\n`)
  await makeRuns(file)
}
const history = openHistory(file, { readOnly: true })
const all = history.listRuns({ status: 'completed' }).toReversed()
if (all.length === 0) throw new Error(`${file} has no run that was completed.`)
const trusted = history
  .measuredRuns({ planName: all[0]!.planName, scenario: all[0]!.scenario, limit: 10_000 })
  .filter(({ untrustedLoadShare }) => (untrustedLoadShare ?? 0) <= 0.05)
const ids = trusted.map(({ id }) => id)
const { cores, cpu, node } = describeMachine()
const eachS = (all[0]!.plannedDurationMs ?? 0) / 1000
console.log(
  `${all.length} runs of one build, ${eachS} s each, of which the generator was trusted in ${ids.length}; ${cores} cores of ${cpu}, Node ${node.slice(1)}, ${currentCommit() ?? 'no commit'}. ${comparisons} comparisons a row, of runs drawn at random.\n`,
)
console.log(
  '| runs a build | comparisons with a false verdict | p < 0.05, of tests | metrics unchanged | not enough data |',
)
console.log('|---|---|---|---|---|')
for (const each of [1, 3, 5]) console.log(await reportLine(history, ids, each))
history.close()
process.stderr.write(
  `\nThe runs are in ${file}: the same again with --history, or look with\n  loadwright runs --history ${file}\n`,
)

async function makeRuns(to: string): Promise<void> {
  const target = await startDemoTarget(join(ROOT, 'src/target/index.ts'), [])
  const plan = join(ROOT, 'resources/plans/ai-automation/ai-automation.plan.yaml')
  try {
    for (let run = 1; run <= runs; run++) {
      const args = ['run', plan, 'smoke', '-H', target.url, '-t', `${seconds}s`, '--build', 'same', '--no-preflight', '--fail-on', 'target', '-q', '--history', to, '-o', join(dirname(to), 'results')] // prettier-ignore
      try {
        execFileSync(process.execPath, [join(ROOT, 'src/cli/index.ts'), ...args], {
          stdio: ['ignore', 'ignore', 'pipe'],
        })
      } catch (error) {
        // Its verdict is not what is measured here.
        if (!(error instanceof Error && 'status' in error) || Number(error.status) < 90) throw error
      }
      process.stderr.write(`run ${run} of ${runs}\n`)
    }
  } finally {
    await target.stop()
  }
}

/** A row of the table. @param each runs of a build */
async function reportLine(of: History, ids: readonly string[], each: number): Promise<string> {
  if (ids.length < 2 * each) return `| ${each} | too few trusted runs | | | |`
  const random = seededStream('same build', String(each))
  let withFalse = 0
  let [tests, below] = [0, 0]
  const verdicts = { regressed: 0, improved: 0, unchanged: 0, notEnoughData: 0 }
  for (let turn = 0; turn < comparisons; turn++) {
    const drawn = shuffled(ids, random)
    const pair = { baseline: drawn.slice(0, each), candidate: drawn.slice(each, 2 * each) }
    const result = await compareRuns(of, pair, DEFAULT_SETTINGS, async () => {})
    if (result.outcome !== 'compared') throw new Error(JSON.stringify(result.differences))
    const metrics = metricsOf(result)
    for (const { verdict, p } of metrics) {
      verdicts[verdict]++
      if (p === null) continue
      tests++
      if (p < 0.05) below++
    }
    if (metrics.some(({ verdict }) => verdict === 'regressed' || verdict === 'improved')) withFalse++
  }
  const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
  const sum = Object.values(verdicts).reduce((total, count) => total + count, 0)
  return `| ${each} | ${share(withFalse, comparisons)} | ${share(below, tests)} of ${tests} | ${share(verdicts.unchanged, sum)} | ${share(verdicts.notEnoughData, sum)} |`
}

function metricsOf({ whole, endpoints }: CompletedComparison): MetricComparison[] {
  return [...whole, ...endpoints.flatMap(({ metrics }) => metrics)]
}

function shuffled<T>(values: readonly T[], random: RandomStream): T[] {
  const list = [...values]
  for (let at = list.length - 1; at > 0; at--) {
    const other = random.int(0, at)
    ;[list[at], list[other]] = [list[other]!, list[at]!]
  }
  return list
}
