/** A plan in code, opened: loaded in a process of its own, its default export turned into the tree that a plan in YAML gives. */
import { dirname, sep } from 'node:path'
import type { CodeModule } from '../../core/plan/codeTree.ts'
import { maskCode } from '../../core/plan/maskCode.ts'
import type { Problem } from '../../core/plan/problem.ts'
import { openCodePlan, type OpenedPlan } from '../../core/plan/readPlan.ts'
import { codeRanges } from './codeRanges.ts'

export type OpenedCode = { ok: true; opened: OpenedPlan } | { ok: false; problem: Problem }

/** @param source `file` as problems show it */
export function openCode(module: CodeModule, source: { file: string; text: string }): OpenedCode {
  const { file, text } = source
  if (!module.ok) return { ok: false, problem: moduleProblem(module, file) }
  if (module.plan === null)
    return {
      ok: false,
      problem: problem(
        file,
        1,
        1,
        'This module has no default export.',
        'export default plan({ name, target, users, scenarios })',
      ),
    }
  const opened = openCodePlan({ file, text, tree: module.plan }, codeRanges(module.script), maskCode)
  return { ok: true, opened }
}

/** Where the user finds it: in the plan, or in a module beside it. */
function moduleProblem(module: CodeModule & { ok: false }, planFile: string): Problem {
  const folder = dirname(planFile)
  const file = module.file === null ? planFile : folder === '.' ? module.file : `${folder}${sep}${module.file}`
  return problem(
    file,
    Math.max(1, module.line),
    Math.max(1, module.column),
    `The code of the plan cannot be loaded: ${module.message}`.replace(/[^.!?]$/, '$&.'),
    null,
  )
}

function problem(file: string, line: number, column: number, message: string, expected: string | null): Problem {
  return { severity: 'error', file, line, column, message, offending: null, expected, suggestion: null }
}

/** The part of an environment that a process of ours does not have anyway. */
export function addedEnvironment(environment: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && process.env[entry[0]] !== entry[1],
    ),
  )
}
