/**
 * Text in, compiled plan and problems out. In two halves, because a host must read data files in between: `openPlan` reads
 * the YAML and says which files the plan names, `checkPlan` does the rest. `readPlan` is both.
 */
import { checkShape } from './checkShape.ts'
import type { PlanFiles } from './compilation.ts'
import { codeDocument } from './codeDocument.ts'
import type { CodeNode, CodeRanges } from './codeTree.ts'
import { dataFileNames } from './compileData.ts'
import { compilePlan } from './compilePlan.ts'
import { scriptFileNames } from './compileScript.ts'
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
  /** Code files that steps name, as written; `PlanFiles.functions` will be asked for these. */
  scriptFiles: string[]
}

export function openPlan(source: PlanSource, environment: Environment): OpenedPlan {
  return opened(readDocument(source, environment))
}

/** A plan in code: its default export, already read where the code runs. */
export function openCodePlan(
  source: PlanSource & { tree: CodeNode },
  ranges: CodeRanges,
  mask: (text: string) => string,
): OpenedPlan {
  return opened(codeDocument(source, ranges, mask))
}

function opened(document: PlanDocument): OpenedPlan {
  return { document, dataFiles: dataFileNames(document.root), scriptFiles: scriptFileNames(document.root) }
}

export function checkPlan({ document }: OpenedPlan, context: Omit<PlanContext, 'environment'>): PlanResult {
  const { root, problems } = document
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
