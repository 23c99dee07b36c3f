/** What runs stand beside: the baseline of what they ran, and what its runs measured. */
import type { Database } from 'better-sqlite3'
import type { RunRow } from '../../contract/methods/runs.ts'
import { median } from '../../core/statistics/order.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import { readBaseline, type ComparedScenario } from './comparisonMarks.ts'
import { endpointNumbersReader } from './endpointNumbers.ts'

export type Baseline = Pick<NonNullable<RunRow['baseline']>, 'build' | 'runs' | 'p95Ms'>

/** In SQL, as comparisons name builds: by their label, else their commit. */
export const BUILD_NAME = 'coalesce(build_label, substr(build_commit, 1, 12))'

/** Of a build the newest runs count, as many as comparisons take. */
const RUNS_AT_MOST = 20
const COMMIT = /^[0-9a-f]{1,12}$/i

/** Of each endpoint, by runs that have it. */
export interface BaselineEndpoints extends Baseline {
  endpoints: { name: string; kind: EndpointKind; p95Ms: number | null }[]
}

interface BaselineRun {
  number: number
  p95Ms: number
}

/** Asked once for each scenario, however many runs of it there are. Null: no baseline was set. */
export function baselinesReader(database: Database): (of: ComparedScenario) => Baseline | null {
  const runsOf = runsOfBuilds(database)
  const known = new Map<string, Baseline | null>()
  return (of) => {
    const key = JSON.stringify([of.planName, of.scenario, of.target])
    let baseline = known.get(key)
    if (baseline === undefined) {
      const build = readBaseline(database, of)
      known.set(key, (baseline = build === null ? null : baselineOf(build, runsOf(build, of))))
    }
    return baseline
  }
}

/** Null: no baseline was set. */
export function baselineEndpoints(database: Database, of: ComparedScenario): BaselineEndpoints | null {
  const build = readBaseline(database, of)
  if (build === null) return null
  const runs = runsOfBuilds(database)(build, of)
  const numbers = endpointNumbersReader(database)(runs.map(({ number }) => number))
  const measured = new Map<string, { name: string; kind: EndpointKind; p95sMs: number[] }>()
  for (const { endpoint, latencyMs } of [...numbers.values()].flat()) {
    if (endpoint === null) continue
    const key = `${endpoint.kind} ${endpoint.name}`
    let own = measured.get(key)
    if (own === undefined) measured.set(key, (own = { ...endpoint, p95sMs: [] }))
    if (latencyMs !== null) own.p95sMs.push(latencyMs.p95)
  }
  return {
    ...baselineOf(build, runs),
    endpoints: [...measured.values()].map(({ name, kind, p95sMs }) => ({ name, kind, p95Ms: medianOf(p95sMs) })),
  }
}

/** Its newest runs that have ended with a p95. */
function runsOfBuilds(database: Database): (build: string, of: ComparedScenario) => BaselineRun[] {
  // Among ten thousand runs a build is found by its index, which knows labels; a commit is the name only of runs without one.
  const runsWhere = (build: string) =>
    database.prepare<unknown[], BaselineRun>(
      `SELECT number, p95_ms AS p95Ms FROM runs INDEXED BY runs_by_build
       WHERE ${build} AND plan_name = ? AND scenario = ? AND target = ? AND deleting = 0
         AND status NOT IN ('running', 'failed') AND p95_ms IS NOT NULL
       ORDER BY started_at_ms DESC, number DESC LIMIT ${RUNS_AT_MOST}`,
    )
  const ofLabel = runsWhere('build_label = ?')
  const ofCommit = runsWhere('build_label IS NULL AND substr(build_commit, 1, 12) = ?')
  return (build, { planName, scenario, target }) => {
    const values = [build, planName, scenario, target]
    return [...ofLabel.all(...values), ...(COMMIT.test(build) ? ofCommit.all(...values) : [])]
  }
}

function baselineOf(build: string, runs: readonly BaselineRun[]): Baseline {
  return { build, runs: runs.length, p95Ms: medianOf(runs.map(({ p95Ms }) => p95Ms)) }
}

function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values)
}
