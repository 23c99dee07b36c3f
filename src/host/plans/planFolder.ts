/** Files beside a plan: found inside the plan's folder only, whatever the plan writes and wherever links lead. */
import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import type { FileAnswer } from '../../core/plan/compilation.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { quoted } from '../../core/plan/problem.ts'

/** What the folder is, for sentences. */
export interface FolderWords {
  folder: string
  rule: string
}
const PLAN_FOLDER: FolderWords = { folder: 'the folder of the plan', rule: 'a plan takes files from its own folder' }

/** @param folder absolute, links resolved */
export function resolveInFolder(folder: string, relativePath: string, words = PLAN_FOLDER): FileAnswer {
  const name = quoted(relativePath)
  if (relativePath.includes('\0')) return refused(`${name} is not a file name.`)
  if (isAbsolute(relativePath) || /^[A-Za-z]:[\\/]/.test(relativePath)) {
    return refused(`${name} is an absolute path; ${words.rule}.`)
  }
  const path = resolve(folder, relativePath)
  if (!isInside(folder, path)) return refused(`${name} lies outside ${words.folder}.`)
  try {
    const real = realpathSync(path)
    if (!isInside(folder, real)) return refused(`${name} is a link to a place outside ${words.folder}.`)
    if (!statSync(real).isFile()) return refused(`${name} is not a file.`)
    accessSync(real, constants.R_OK)
    return { ok: true, path: real }
  } catch (error) {
    return { ok: false, message: `${name} ${reasonOf(error)}.`, suggestion: nearestIn(folder, relativePath) }
  }
}

function refused(message: string): FileAnswer {
  return { ok: false, message, suggestion: null }
}

/** @param folder absolute */
export function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Why a file cannot be used, to stand behind its name. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user'
    case 'ELOOP':
      return 'is a link that leads to itself'
    case 'EISDIR':
      return 'is a folder'
    case 'ENAMETOOLONG':
      return 'is too long for a file name'
    default:
      return `cannot be read (${code === '' ? 'unknown reason' : code})`
  }
}

/** The name in the same folder that was probably meant. */
export function nearestIn(folder: string, relativePath: string): string | null {
  const directory = dirname(relativePath)
  if (!isInside(folder + sep, join(folder, directory) + sep) && directory !== '.') return null
  try {
    const names = readdirSync(join(folder, directory)).slice(0, 10_000)
    const nearest = nearestName(relativePath.slice(directory === '.' ? 0 : directory.length + 1), names)
    return nearest === null || directory === '.' ? nearest : `${directory}/${nearest}`
  } catch {
    return null
  }
}
