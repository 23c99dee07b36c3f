/** What the parts of the compiler share while one plan is compiled. */
import type { EndpointRef, Op, Settings, SourcePosition, Template } from './compiledPlan.ts'
import type { EndpointTable } from './endpointTable.ts'
import type { PlanNode } from './planNode.ts'
import { rangeInScalar } from './sourceRange.ts'
import type { ProblemDetails, ProblemList } from './problem.ts'
import type { SourceRange } from './sourceRange.ts'
import type { Place, Scope } from './scope.ts'

/** A file beside the plan, or why it cannot be used (a whole sentence). */
export type FileAnswer = { ok: true; path: string } | { ok: false; message: string; suggestion: string | null }

/** The columns of a CSV file beside the plan: the names in its first row. */
export type ColumnsAnswer = { ok: true; columns: string[] } | { ok: false; message: string; suggestion: string | null }

/** Names of the functions a code file exports (null: it was not looked into), or why it cannot be used. */
export type FunctionsAnswer =
  | { ok: true; names: string[] | null }
  | { ok: false; message: string; expected: string | null }

/** What the compiler must know about files; given by the host, so that core reads none. Paths are as in the plan. */
export interface PlanFiles {
  resolve(relativePath: string): FileAnswer
  csvColumns(relativePath: string): ColumnsAnswer
  /** The functions that a code file exports; absent where no code is loaded. */
  functions?(relativePath: string): FunctionsAnswer
}

/** The socket that `send`, `listen` and `waitFor` belong to. */
export interface SocketContext {
  /** Prefix of the names of its replies: `WS /ws`, or its `as` name. */
  name: Template
}

export interface Compilation {
  problems: ProblemList
  files: PlanFiles
  /** Without trailing slash; '' when the plan has no right target. */
  target: string
  settings: Settings
  scope: Scope
  endpoints: EndpointTable
  program: Op[]
  /** Adds the call of a flow; its steps are placed behind all tasks. Inside a socket, a flow with socket steps is compiled for it. */
  callFlow(name: string, node: PlanNode, socket: SocketContext | null): void
}

/** Where steps are compiled: who runs them, and inside which socket. */
export interface StepPlace extends Place {
  socket: SocketContext | null
  /** What the steps belong to, for sentences: `task "buy" of Buyer`. */
  within: string
}

export const NOWHERE: EndpointRef = { index: 0 }

export function positionOf(compilation: Compilation, node: SourceRange): SourcePosition {
  return compilation.problems.position(node.start)
}

/** Reports a problem with a part of a scalar's text. */
export function reportInside(
  compilation: Compilation,
  node: PlanNode,
  index: number,
  length: number,
  details: ProblemDetails,
): void {
  compilation.problems.add(rangeInside(compilation, node, index, length), details)
}

export function rangeInside(compilation: Compilation, node: PlanNode, index: number, length: number): SourceRange {
  if (node.kind !== 'scalar') return node
  return rangeInScalar(compilation.problems.text, node, node.text, index, length)
}
