/**
 * The name under which a plan stands in a history: its path from the workspace on, as the workbench has it, wherever the command was given. Two plans
 * called alike in two folders are two, and **Run again** finds the right one.
 */
import { basename, dirname, isAbsolute, normalize, relative, resolve, sep } from 'node:path'

/**
 * @param planPath absolute
 * @param written as the user wrote it: its name where the history is of no workspace, or the plan lies outside
 */
export function planNameIn(historyFile: string, planPath: string, written: string): string {
  const workspace = workspaceOf(historyFile)
  return (workspace === null ? null : pathInside(workspace, planPath)) ?? written
}

/**
 * Whether a run with this name of a plan is one of the plan. Before a workspace had one history for all of its plans, names were kept as they were
 * written, and histories lay beside plans; those names are known by their end.
 * @param planPath absolute
 */
export function isRunOfPlan(historyFile: string, planFile: string, planPath: string): boolean {
  const workspace = workspaceOf(historyFile)
  if (workspace === null || pathInside(workspace, planPath) === null) return basename(planFile) === basename(planPath)
  if (resolve(workspace, planFile) === planPath) return true
  const end = normalize(planFile).replace(/^(\.\.[/\\])+/, '')
  return dirname(planPath) === workspace && planPath.endsWith(sep + end)
}

/** Null: the file lies where it was asked for, in no `.loadwright` of a workspace. */
function workspaceOf(historyFile: string): string | null {
  const folder = dirname(resolve(historyFile))
  return basename(folder) === '.loadwright' ? dirname(folder) : null
}

/** With slashes; null when it lies outside. */
function pathInside(folder: string, path: string): string | null {
  const way = relative(folder, path)
  const isOutside = way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
  return isOutside ? null : way.split(sep).join('/')
}
