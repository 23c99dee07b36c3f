/**
 * Text in, compiled plan and problems out. In two halves, because a host must read data files in between: `openPlan` reads
 * the YAML and says which files the plan names, `checkPlan` does the rest. `readPlan` is both.
 */
import { checkShape } from './checkShape.ts'
import type { PlanFiles } from './compilation.ts'
import { dataFileNames } from './compileData.ts'
import { compilePlan } from './compilePlan.ts'
import type { CompiledPlan } from './compiledPlan.ts'
import { planShape } from './planShape.ts'
import type { Problem } from './problem.ts'
import { readDocument } from './readDocument.ts'
import type { PlanDocument } from './readDocument.ts'
import type { Environment } from './substitution.ts'

export interface PlanSource {
  /** As it is to be shown in problems. */
  file: string
  text: string
}

export interface PlanContext {
  environment: Environment
  /** Folder of the plan file, absolute. */
  folder: string
  files: PlanFiles
}

export interface PlanResult {
  /** Null when there is any error; warnings do not stand in the way. */
  plan: CompiledPlan | null
  /** In the order of the text. */
  problems: Problem[]
}

export interface OpenedPlan {
  document: PlanDocument
  /** Data files that the plan names, as written; `PlanFiles.csvColumns` will be asked for these. */
  dataFiles: string[]
}

export function openPlan(source: PlanSource, environment: Environment): OpenedPlan {
  const document = readDocument(source, environment)
  return { document, dataFiles: dataFileNames(document.root) }
}

export function checkPlan({ document }: OpenedPlan, context: Omit<PlanContext, 'environment'>): PlanResult {
  const { root, problems } = document
  if (/\.[cm]?[jt]s$/.test(document.file)) return { plan: null, problems: [planInCode(document.file)] }
  if (root === null) return { plan: null, problems: problems.sorted() }
  if (root.kind !== 'map') {
    problems.add(root, { message: 'This is not a plan.', expected: 'a map with name, target, users and scenarios' })
    return { plan: null, problems: problems.sorted() }
  }
  // With broken syntax a tree is half guessed: its other problems would mostly be echoes of the first.
  if (document.broken) return { plan: null, problems: problems.sorted() }
  checkShape(root, planShape, 'the plan', problems)
  const plan = compilePlan({ ...document, root }, context.folder, context.files)
  return { plan: problems.hasErrors ? null : plan, problems: problems.sorted() }
}

export function readPlan(source: PlanSource, context: PlanContext): PlanResult {
  return checkPlan(openPlan(source, context.environment), context)
}

function planInCode(file: string): Problem {
  const message = 'Plans in code are not supported yet; write the plan as YAML (NAME.plan.yaml) to run it.'
  return { severity: 'error', file, line: 1, column: 1, message, offending: null, expected: null, suggestion: null }
}
