/** A plan file and the files beside it → a compiled plan, or everything that is wrong with it. */
import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isCodeFile, maskTextOf } from '../../core/plan/codeFile.ts'
import type { ColumnsAnswer, FunctionsAnswer, PlanFiles } from '../../core/plan/compilation.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { maskCode } from '../../core/plan/maskCode.ts'
import { quoted, type Problem } from '../../core/plan/problem.ts'
import { checkPlan, openPlan, type OpenedPlan } from '../../core/plan/readPlan.ts'
import type { ReadCode } from './codeReader.ts'
import { readCsvColumns } from './csvColumns.ts'
import { addedEnvironment, openCode, type OpenedCode } from './openCode.ts'
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

export interface LoadOptions {
  environment: Record<string, string | undefined>
  /** Loads code (plans in code, files of `script` steps), which runs what stands in it outside of functions. Absent: none is loaded. */
  readCode?: ReadCode
  /** No code is loaded, and functions that steps name are taken to be there: for looking at plans without running anything of them. */
  skipCode?: boolean
  /** Where a relative path begins; absent: the working folder of the process. */
  from?: string
}

/**
 * Never throws for what a user can do wrong: a missing file is a problem like any other.
 *
 * @param path as the user wrote it; problems show it so
 */
export async function loadPlan(path: string, options: LoadOptions): Promise<LoadedPlan> {
  const absolute = resolve(options.from ?? '', path)
  const read = await readPlanText(absolute, path)
  if (!read.ok) return { plan: null, problems: [read.problem], text: '', maskedText: '', path: absolute }
  const { text } = read
  const folder = realpathSync(dirname(absolute))
  const planFile = join(folder, basename(absolute))
  const environment = addedEnvironment(options.environment)
  const loaded = (plan: CompiledPlan | null, problems: Problem[]): LoadedPlan => ({
    plan,
    problems,
    text,
    maskedText: maskedTextOf(path, text, plan),
    path: absolute,
  })
  const readCode = options.readCode ?? readNoCode
  const opening: OpenedCode = isCodeFile(path)
    ? openCode((await readCode({ files: [planFile], folder, environment }))[0]!, { file: path, text })
    : { ok: true, opened: openPlan({ file: path, text }, options.environment) }
  if (!opening.ok) return loaded(null, [opening.problem])
  const { opened } = opening
  const readFunctions: ReadFunctions =
    options.skipCode === true
      ? unreadFunctions
      : (names) => functionsIn(folder, names, (codeFiles) => readCode({ files: codeFiles, folder, environment }))
  const files = await planFiles(folder, opened, readFunctions)
  const { plan, problems } = checkPlan(opened, { folder, files })
  const hasCode = plan?.program.some(({ op }) => op === 'script') ?? false
  return loaded(plan !== null && hasCode ? { ...plan, code: { planFile, environment } } : plan, problems)
}

const readNoCode: ReadCode = ({ files }) =>
  Promise.resolve(
    files.map(() => ({ ok: false, message: 'code of plans is not run here', file: null, line: 0, column: 0 })),
  )

/** In code, a secret may have been written anywhere. */
function maskedTextOf(path: string, text: string, plan: CompiledPlan | null): string {
  if (!isCodeFile(path)) return maskTextOf(path, text)
  return maskCode(text, plan?.secrets.map(({ value }) => value) ?? [])
}

/** By name of file, as the plan has it. */
type ReadFunctions = (names: string[]) => Promise<Map<string, FunctionsAnswer>>

const unreadFunctions: ReadFunctions = (names) =>
  Promise.resolve(new Map(names.map((name) => [name, { ok: true, names: null }])))

/** The data and code files are read now, since the check asks without waiting. */
async function planFiles(
  folder: string,
  { dataFiles, scriptFiles }: OpenedPlan,
  readFunctions: ReadFunctions,
): Promise<PlanFiles> {
  const columns = new Map<string, ColumnsAnswer>()
  for (const name of dataFiles) {
    const file = resolveInFolder(folder, name)
    columns.set(name, file.ok ? await readCsvColumns(file.path, name) : file)
  }
  const functions = await readFunctions(scriptFiles)
  return {
    resolve: (relativePath) => resolveInFolder(folder, relativePath),
    csvColumns: (relativePath) =>
      columns.get(relativePath) ?? { ok: false, message: 'This file was not read.', suggestion: null },
    functions: (relativePath) =>
      functions.get(relativePath) ?? { ok: false, message: 'This file was not read.', expected: null },
  }
}

/** What cannot be found is reported by the check, as any file is. */
async function functionsIn(
  folder: string,
  names: string[],
  readCode: (files: string[]) => ReturnType<ReadCode>,
): Promise<Map<string, FunctionsAnswer>> {
  const found = names.flatMap((name) => {
    const file = resolveInFolder(folder, name)
    return file.ok ? [{ name, path: file.path }] : []
  })
  const modules = await readCode(found.map(({ path }) => path))
  return new Map(
    found.map(({ name }, index): [string, FunctionsAnswer] => {
      const module = modules[index]!
      if (module.ok) return [name, { ok: true, names: module.exports }]
      const place = module.file === null ? '' : ` (${module.file}:${module.line}:${module.column})`
      return [
        name,
        { ok: false, message: `${quoted(name)} cannot be loaded: ${module.message}${place}.`, expected: null },
      ]
    }),
  )
}
