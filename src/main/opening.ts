/** What a start is asked to open: a folder, or a plan and the folder that it belongs to. */
import { statSync, type Stats } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Opening {
  /** Absolute. */
  workspace: string
  /** Relative to it, with slashes. Null: the folder only. */
  plan: string | null
}

const PLAN = /\.(plan\.)?ya?ml$/i

/**
 * @param args of the command line, without the program; the first that is a folder or a plan counts. Switches of Chromium may be among them.
 * @param current the workspace that is open: a plan in it stays there
 * @returns null where they name nothing that is there
 */
export function readOpening(args: readonly string[], cwd: string, current: string | null = null): Opening | null {
  for (const arg of args) {
    if (arg === '' || arg.startsWith('-')) continue
    const path = resolve(cwd, asPath(arg))
    const stat = statOf(path)
    if (stat?.isDirectory()) return { workspace: path, plan: null }
    if (stat?.isFile() && PLAN.test(basename(path))) return planOpening(path, current)
  }
  return null
}

/** File managers of Linux hand files on as URLs, as the packages ask for (`%U`). */
function asPath(arg: string): string {
  if (!/^file:/i.test(arg)) return arg
  try {
    return fileURLToPath(arg)
  } catch {
    return arg
  }
}

function planOpening(file: string, current: string | null): Opening {
  const workspace = current !== null && isInside(file, current) ? current : (workspaceAbove(file) ?? dirname(file))
  return { workspace, plan: relative(workspace, file).split(sep).join('/') }
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** The nearest folder that was one before: it has a history. */
function workspaceAbove(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (statOf(join(folder, '.loadwright'))?.isDirectory()) return folder
    if (dirname(folder) === folder) return null
  }
}

/** Undefined: nothing is there, or it may not be looked at, or no name can be like that. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** The view of a plan, as the window's links have it. */
export function planLink(plan: string): string {
  return `#/plan?${new URLSearchParams({ plan }).toString()}`
}
