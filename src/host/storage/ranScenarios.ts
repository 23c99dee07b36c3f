/** What was run: plans, scenarios and targets, to find the one that is meant. */
import type { Database } from 'better-sqlite3'

export interface RanScenario {
  planName: string
  /** Files of the plan, as the user gave them; none for a plan that is no file. */
  planFiles: string[]
  scenario: string
  target: string
  /** Runs that have ended. */
  runs: number
  /** Of those, without numbers. */
  runsWithoutNumbers: number
  newestMs: number
}

interface Row {
  plan_name: string
  plan_file: string | null
  scenario: string
  target: string
  runs: number
  without: number
  newest_ms: number
}

/** Those that were run last, first. */
export function ranScenarios(database: Database): RanScenario[] {
  const rows = database
    .prepare<[], Row>(
      `SELECT plan_name, plan_file, scenario, target, count(*) AS runs, total(load_text IS NULL) AS without, max(started_at_ms) AS newest_ms
       FROM runs WHERE deleting = 0 AND status <> 'running' GROUP BY 1, 2, 3, 4 ORDER BY newest_ms DESC`,
    )
    .all()
  const found = new Map<string, RanScenario>()
  for (const { plan_name: planName, plan_file: planFile, scenario, target, runs, without, newest_ms } of rows) {
    const key = JSON.stringify([planName, scenario, target])
    let own = found.get(key)
    if (own === undefined) {
      own = { planName, planFiles: [], scenario, target, runs: 0, runsWithoutNumbers: 0, newestMs: newest_ms }
      found.set(key, own)
    }
    own.runs += runs
    own.runsWithoutNumbers += without
    if (planFile !== null) own.planFiles.push(planFile)
  }
  return [...found.values()]
}
