/** Which plans a workspace has: files found by their name, never outside of it. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { FileAnswer } from '../../core/plan/compilation.ts'
import { quoted } from '../../core/plan/problem.ts'
import { isInside, resolveInFolder } from '../plans/planFolder.ts'

export interface PlanFile {
  /** Relative to the workspace, with slashes. */
  file: string
  modifiedAtMs: number
  bytes: number
}

export interface FoundPlans {
  /** By name. */
  plans: PlanFile[]
  /** Absolute paths of the folders that were looked into. */
  folders: string[]
}

export const MOST_PLANS = 1000
const DEEPEST = 8
/** A workspace that was opened by mistake (a home folder, the root) is given up, not walked for minutes. */
const MOST_FOLDERS = 3000
/** What the contract takes as a name. */
const LONGEST_NAME = 1000

/** `NAME.plan.yaml`, or code: `NAME.plan.ts`. */
export function isPlanName(file: string): boolean {
  return /\.plan\.(?:ya?ml|[cm]?[jt]s)$/i.test(file)
}

/**
 * All plans in the workspace: not in hidden folders and those of packages, not behind links to folders (what lies in the workspace is
 * found at its own place), nearest to the top first where there are too many.
 * @param workspace absolute, links resolved
 */
export async function findPlans(workspace: string): Promise<FoundPlans> {
  const plans: PlanFile[] = []
  const folders: string[] = []
  let level = ['']
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: string[] = []
    for (const folder of level) {
      if (folders.length >= MOST_FOLDERS || plans.length >= MOST_PLANS) break
      folders.push(join(workspace, folder))
      // A folder that is gone by now, or may not be read, has no plans.
      const entries = await readdir(join(workspace, folder), { withFileTypes: true }).catch(() => [])
      for (const entry of entries) {
        const file = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') next.push(file)
        else if (isPlanName(entry.name) && (entry.isFile() || entry.isSymbolicLink())) {
          const plan = file.length > LONGEST_NAME ? null : await planFile(workspace, file)
          if (plan !== null && plans.length < MOST_PLANS) plans.push(plan)
        }
      }
    }
    level = next
  }
  const byName = new Intl.Collator('en', { numeric: true })
  return { plans: plans.toSorted((one, other) => byName.compare(one.file, other.file)), folders }
}

/** Null: not a file of the workspace (any more). */
async function planFile(workspace: string, file: string): Promise<PlanFile | null> {
  try {
    const path = await realpath(join(workspace, file))
    // A link may have a plan's name and lead to something else.
    if (!isInside(workspace, path) || !isPlanName(path)) return null
    const found = await stat(path)
    return found.isFile() ? { file, modifiedAtMs: found.mtimeMs, bytes: found.size } : null
  } catch {
    return null
  }
}

/**
 * The file of a plan that a client names.
 * @param workspace absolute, links resolved
 */
export function resolvePlan(workspace: string, file: string): FileAnswer {
  const answer = resolveInFolder(workspace, file, {
    folder: 'the workspace',
    rule: 'plans are named by their path in the workspace',
  })
  if (!answer.ok || isPlanName(answer.path)) return answer
  const name = answer.path.slice(answer.path.lastIndexOf(sep) + 1)
  return {
    ok: false,
    message: `${quoted(name)} is not a plan: plans are files such as NAME.plan.yaml.`,
    suggestion: null,
  }
}
