/** What runs of a list stand beside: the baseline of what they ran, and what its runs measured. */
import type { Database } from 'better-sqlite3'
import type { RunRow } from '../../contract/methods/runs.ts'
import { median } from '../../core/statistics/order.ts'
import { readBaseline, type ComparedScenario } from './comparisonMarks.ts'

export type Baseline = Pick<NonNullable<RunRow['baseline']>, 'build' | 'runs' | 'p95Ms'>

/** In SQL, as comparisons name builds: by their label, else their commit. */
export const BUILD_NAME = 'coalesce(build_label, substr(build_commit, 1, 12))'

/** Of a build the newest runs count, as many as comparisons take. */
const RUNS_AT_MOST = 20
const COMMIT = /^[0-9a-f]{1,12}$/i

/** Asked once for each scenario, however many runs of it there are. Null: no baseline was set. */
export function baselinesReader(database: Database): (of: ComparedScenario) => Baseline | null {
  // Among ten thousand runs a build is found by its index, which knows labels; a commit is the name only of runs without one.
  const p95sWhere = (build: string) =>
    database
      .prepare<unknown[], number>(
        `SELECT p95_ms FROM runs INDEXED BY runs_by_build
         WHERE ${build} AND plan_name = ? AND scenario = ? AND target = ? AND deleting = 0
           AND status NOT IN ('running', 'failed') AND p95_ms IS NOT NULL
         ORDER BY started_at_ms DESC, number DESC LIMIT ${RUNS_AT_MOST}`,
      )
      .pluck()
  const ofLabel = p95sWhere('build_label = ?')
  const ofCommit = p95sWhere('build_label IS NULL AND substr(build_commit, 1, 12) = ?')
  const known = new Map<string, Baseline | null>()

  function read(of: ComparedScenario): Baseline | null {
    const build = readBaseline(database, of)
    if (build === null) return null
    const values = [build, of.planName, of.scenario, of.target]
    const measured = [...ofLabel.all(...values), ...(COMMIT.test(build) ? ofCommit.all(...values) : [])]
    return { build, runs: measured.length, p95Ms: measured.length === 0 ? null : median(measured) }
  }

  return (of) => {
    const key = JSON.stringify([of.planName, of.scenario, of.target])
    let baseline = known.get(key)
    if (baseline === undefined) known.set(key, (baseline = read(of)))
    return baseline
  }
}
