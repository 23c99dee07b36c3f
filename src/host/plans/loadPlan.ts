/** A plan file and the files beside it → a compiled plan, or everything that is wrong with it. */
import { realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ColumnsAnswer, PlanFiles } from '../../core/plan/compilation.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { maskPlanText } from '../../core/plan/maskPlanText.ts'
import type { Problem } from '../../core/plan/problem.ts'
import { checkPlan, openPlan } from '../../core/plan/readPlan.ts'
import { readCsvColumns } from './csvColumns.ts'
import { resolveInFolder } from './planFolder.ts'
import { readPlanText } from './readPlanText.ts'

export interface LoadedPlan {
  /** Null when there is an error among the problems. */
  plan: CompiledPlan | null
  problems: Problem[]
  /** As in the file, without a byte order mark; '' when it cannot be read. */
  text: string
  /** The text that history may keep and errors may quote: without the values of `secrets`. */
  maskedText: string
  /** Absolute. */
  path: string
}

/**
 * Never throws for what a user can do wrong: a missing file is a problem like any other.
 *
 * @param path as the user wrote it; problems show it so
 */
export async function loadPlan(
  path: string,
  options: { environment: Record<string, string | undefined> },
): Promise<LoadedPlan> {
  const absolute = resolve(path)
  const read = await readPlanText(absolute, path)
  if (!read.ok) return { plan: null, problems: [read.problem], text: '', maskedText: '', path: absolute }
  const folder = realpathSync(dirname(absolute))
  const opened = openPlan({ file: path, text: read.text }, options.environment)
  const files = await planFiles(folder, opened.dataFiles)
  const { plan, problems } = checkPlan(opened, { folder, files })
  return { plan, problems, text: read.text, maskedText: maskPlanText(read.text), path: absolute }
}

/** The data files are read now, since the check asks without waiting. */
async function planFiles(folder: string, dataFiles: string[]): Promise<PlanFiles> {
  const columns = new Map<string, ColumnsAnswer>()
  for (const name of dataFiles) {
    const file = resolveInFolder(folder, name)
    columns.set(name, file.ok ? await readCsvColumns(file.path, name) : file)
  }
  return {
    resolve: (relativePath) => resolveInFolder(folder, relativePath),
    csvColumns: (relativePath) =>
      columns.get(relativePath) ?? { ok: false, message: 'This file was not read.', suggestion: null },
  }
}
