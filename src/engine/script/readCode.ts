/** Reads the modules of a plan for the host: what they export, without running a step of it. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import type { CodeModule, CodeNode } from '../../core/plan/codeTree.ts'
import { codeErrorOf } from './codeError.ts'
import { loadUserModule } from './userModules.ts'

const MAX_DEPTH = 64
const MAX_NODES = 200_000

/**
 * One answer a file, in their order.
 * @param folder of the plan, absolute
 * @param environment laid over this process's own
 */
export async function readCode(
  files: readonly string[],
  folder: string,
  environment: Record<string, string>,
): Promise<CodeModule[]> {
  Object.assign(process.env, environment)
  // Stripping types is "experimental" where it is a call, and stable where it is an import.
  process.removeAllListeners('warning')
  const modules: CodeModule[] = []
  for (const file of files) modules.push(await readModule(file, folder))
  return modules
}

async function readModule(file: string, folder: string): Promise<CodeModule> {
  try {
    const module = await loadUserModule(file)
    const exports = Object.keys(module).filter((name) => typeof module[name] === 'function')
    const plan = Object.hasOwn(module, 'default') ? new Reading().node(module['default'], 0) : null
    return { ok: true, exports, plan, script: scriptOf(file) }
  } catch (error) {
    const { message, file: where, line, column } = codeErrorOf(error, folder)
    return { ok: false, message, file: where, line, column }
  }
}

/** The source without its types, which leave their places blank; null where that cannot be done. */
function scriptOf(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    return file.endsWith('ts') ? stripTypeScriptTypes(text) : text
  } catch {
    return null
  }
}

class Reading {
  #left = MAX_NODES
  readonly #around = new Set<object>()

  node(value: unknown, depth: number): CodeNode {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', value }
    if (typeof value === 'function') return { kind: 'function' }
    if (typeof value !== 'object')
      return { kind: 'other', what: value === undefined ? 'undefined' : `a ${typeof value}` }
    if (this.#around.has(value)) return { kind: 'other', what: 'part of itself' }
    if (depth >= MAX_DEPTH || --this.#left < 0) return { kind: 'other', what: 'nested so deeply, or so large' }
    this.#around.add(value)
    const node = this.#container(value, depth)
    this.#around.delete(value)
    return node
  }

  #container(value: object, depth: number): CodeNode {
    if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => this.node(item, depth + 1)) }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && prototype !== Object.prototype) {
      const name = (value as { constructor?: { name?: unknown } }).constructor?.name
      return { kind: 'other', what: typeof name === 'string' && name !== '' ? `a ${name}` : 'an object of a class' }
    }
    // What is undefined is as good as not there, as in JSON.
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    return { kind: 'map', entries: entries.map(([key, member]) => [key, this.node(member, depth + 1)]) }
  }
}
