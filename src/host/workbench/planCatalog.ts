/** The plans of a workspace as lists show them: YAML is read, and read again only when it has changed; code is never run for a list. */
import { stat } from 'node:fs/promises'
import type { PlanEntry, PlanScenario } from '../../contract/methods/plans.ts'
import { isCodeFile } from '../../core/plan/codeFile.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import type { ReadCode } from '../plans/codeReader.ts'
import { loadPlan, type LoadedPlan } from '../plans/loadPlan.ts'
import { describeLoad } from '../runs/runSettings.ts'
import { findPlans, type PlanFile } from './planFiles.ts'

type Environment = Record<string, string | undefined>

export interface PlanCatalog {
  list(): Promise<PlanEntry[]>
  /** Reads one plan with everything in it. @param path absolute, in the workspace */
  check(file: string, path: string, readCode: ReadCode): Promise<PlanEntry>
}

/** Of each plan, in a list. */
const MOST_PROBLEMS_LISTED = 10

/**
 * @param workspace absolute, links resolved
 * @param environment for ${NAME} in plans, asked each time
 */
export function createPlanCatalog(workspace: string, environment: () => Promise<Environment>): PlanCatalog {
  const known = new Map<string, PlanFile & { entry: PlanEntry }>()
  let underWay: Promise<PlanEntry[]> | null = null

  async function read(): Promise<PlanEntry[]> {
    const { plans } = await findPlans(workspace)
    const names = new Set(plans.map(({ file }) => file))
    for (const file of known.keys()) if (!names.has(file)) known.delete(file)
    const values = await environment()
    const entries: PlanEntry[] = []
    for (const plan of plans) entries.push(await entryOf(plan, values))
    return entries
  }

  async function entryOf(plan: PlanFile, values: Environment): Promise<PlanEntry> {
    const { file, modifiedAtMs, bytes } = plan
    if (isCodeFile(file)) return { file, modifiedAtMs, name: null, target: null, scenarios: [], problems: [] }
    const before = known.get(file)
    if (before?.modifiedAtMs === modifiedAtMs && before.bytes === bytes) return before.entry
    const loaded = await loadPlan(file, { environment: values, from: workspace, skipCode: true })
    const entry = planEntry(file, modifiedAtMs, loaded)
    // What is wrong may be wrong because of another file, or the environment: that is looked at each time.
    if (loaded.plan === null) known.delete(file)
    else known.set(file, { ...plan, entry })
    return { ...entry, problems: entry.problems.slice(0, MOST_PROBLEMS_LISTED) }
  }

  return {
    list() {
      // Whoever asks while it is read gets the same answer.
      underWay ??= read().finally(() => {
        underWay = null
      })
      return underWay
    },
    async check(file, path, readCode) {
      const modifiedAtMs = (await stat(path)).mtimeMs
      const loaded = await loadPlan(file, { environment: await environment(), from: workspace, readCode })
      return planEntry(file, modifiedAtMs, loaded)
    },
  }
}

function planEntry(file: string, modifiedAtMs: number, { plan, problems }: LoadedPlan): PlanEntry {
  return {
    file,
    modifiedAtMs,
    name: plan?.name ?? null,
    target: plan?.target ?? null,
    scenarios: plan?.scenarios.map(scenarioOf) ?? [],
    problems,
  }
}

function scenarioOf({ name, purpose, load, warmUpMs, criteria }: Scenario): PlanScenario {
  return { name, purpose, load, loadText: describeLoad(load), warmUpMs, criteria: criteria.length }
}
