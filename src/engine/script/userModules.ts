/** Loads modules of the user's (plans in code, files of `script` steps) as Node does, with `loadwright` standing for our own. */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as authoring from '../../authoring/loadwright.ts'
import type { TaskFunction } from '../../authoring/planTypes.ts'
import type { CompiledPlan, Script } from '../../core/plan/compiledPlan.ts'
import { codeErrorOf, whereIs } from './codeError.ts'

const PACKAGE = 'loadwright'
const PACKAGE_URL = 'loadwright:authoring'
/** How the module that stands for the package reaches the functions of this process. */
const SHARED = Symbol.for(PACKAGE_URL)

let isReady = false

/** A plan need not have the package beside it, and gets the one that runs it. */
function provideThePackage(): void {
  if (isReady) return
  isReady = true
  Object.defineProperty(globalThis, SHARED, { value: authoring })
  const names = Object.keys(authoring).join(', ')
  const source = `export const { ${names} } = globalThis[Symbol.for(${JSON.stringify(PACKAGE_URL)})]`
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === PACKAGE ? { url: PACKAGE_URL, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === PACKAGE_URL ? { source, format: 'module', shortCircuit: true } : next(url, context),
  })
}

/** @throws whatever the module throws, or what keeps it from being loaded */
export async function loadUserModule(file: string): Promise<Record<string, unknown>> {
  provideThePackage()
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>
}

/** Finds the function of a `script` step. */
export type FindScript = (script: Script) => TaskFunction

/**
 * All modules that the plan's steps need, loaded.
 * @throws Error with a plain sentence
 */
export async function loadScripts(plan: CompiledPlan): Promise<FindScript> {
  const modules = new Map<string, Record<string, unknown>>()
  const { code } = plan
  const fileOf = ({ file }: Script): string => file ?? code!.planFile
  if (code !== null) {
    Object.assign(process.env, code.environment)
    for (const op of plan.program) {
      if (op.op !== 'script') continue
      const file = fileOf(op.script)
      if (modules.has(file)) continue
      try {
        modules.set(file, await loadUserModule(file))
      } catch (error) {
        const found = codeErrorOf(error, plan.folder)
        const message = `The code of the plan could not be loaded: ${found.message}${whereIs(found)}`
        throw new Error(message, { cause: error })
      }
    }
  }
  return (script) => {
    let value: unknown = modules.get(fileOf(script))
    for (const key of script.path) value = memberOf(value, key)
    if (typeof value === 'function') return value as TaskFunction
    throw new Error(
      `${script.path.join('.')} is no function any more: the code of the plan gives something else each time it is loaded, or the file was changed (${script.position.file}).`,
    )
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}
