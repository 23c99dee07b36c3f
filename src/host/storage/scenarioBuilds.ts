/** Which builds there are to be compared, by what they ran. */
import type { Database } from 'better-sqlite3'
import type { ScenarioBuilds } from '../../contract/methods/builds.ts'
import { BUILD_NAME } from './baselineNumbers.ts'
import { readBaseline } from './comparisonMarks.ts'

interface Row {
  plan_name: string
  scenario: string
  target: string
  build: string
  runs: number
  newest_ms: number
}

const SCENARIOS_AT_MOST = 200
const BUILDS_AT_MOST = 500

/** Those that were run last, first; builds likewise. */
export function scenarioBuilds(database: Database): ScenarioBuilds[] {
  const rows = database
    .prepare<[], Row>(
      `SELECT plan_name, scenario, target, ${BUILD_NAME} AS build, count(*) AS runs,
         max(started_at_ms) AS newest_ms
       FROM runs WHERE deleting = 0 AND status NOT IN ('running', 'failed') AND (build_label IS NOT NULL OR build_commit IS NOT NULL)
       GROUP BY 1, 2, 3, 4 ORDER BY newest_ms DESC`,
    )
    .all()
  const scenarios = new Map<string, ScenarioBuilds>()
  for (const { plan_name: planName, scenario, target, build, runs, newest_ms: newestMs } of rows) {
    const of = { planName, scenario, target }
    const key = JSON.stringify(of)
    let own = scenarios.get(key)
    if (own === undefined) {
      if (scenarios.size >= SCENARIOS_AT_MOST) continue
      scenarios.set(key, (own = { ...of, builds: [], baseline: readBaseline(database, of) }))
    }
    if (own.builds.length < BUILDS_AT_MOST) own.builds.push({ build, runs, newestMs })
  }
  return [...scenarios.values()]
}
