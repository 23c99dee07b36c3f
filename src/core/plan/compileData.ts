/** `data`: CSV files beside the plan, of which only the columns that templates use are kept. */
import type { Compilation, PlanFiles } from './compilation.ts'
import { fileOf } from './compileRequest.ts'
import type { DataSource } from './compiledPlan.ts'
import { entriesOf, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import type { ProblemList } from './problem.ts'
import type { DataColumns, Scope } from './scope.ts'

export interface DataEntry {
  name: string
  file: string | null
  pick: DataSource['pick']
  atEnd: DataSource['atEnd']
  columns: DataColumns
}

export function dataEntries(
  compilation: Pick<Compilation, 'files' | 'problems'>,
  node: PlanNode | undefined,
): DataEntry[] {
  return entriesOf(node).map((entry) => {
    const fileNode = fileNodeOf(entry.value)
    const file = fileOf(compilation, fileNode)
    const pick = textOf(member(entry.value, 'pick'))
    return {
      name: entry.key,
      file,
      pick: pick === 'unique' || pick === 'random' ? pick : 'sequential',
      atEnd: textOf(member(entry.value, 'atEnd')) === 'stop' ? 'stop' : 'recycle',
      columns: {
        columns: file === null || fileNode === undefined ? null : columnsOf(compilation, fileNode),
        used: new Map(),
      },
    }
  })
}

function fileNodeOf(node: PlanNode): PlanNode | undefined {
  return node.kind === 'scalar' ? node : member(node, 'file')
}

/** The files that `csvColumns` will be asked for, so that a host can read them beforehand. */
export function dataFileNames(root: PlanNode | null): string[] {
  const names = entriesOf(member(root ?? undefined, 'data')).map((entry) => textOf(fileNodeOf(entry.value)))
  return [...new Set(names.filter((name): name is string => name !== undefined && name !== ''))]
}

function columnsOf(compilation: { files: PlanFiles; problems: ProblemList }, node: PlanNode): string[] | null {
  const answer = compilation.files.csvColumns(textOf(node) ?? '')
  if (answer.ok) return answer.columns
  compilation.problems.add(node, {
    message: answer.message,
    expected: 'a CSV file whose first row names the columns',
    suggestion: answer.suggestion,
  })
  return null
}

/** For code, which may look at any of them. */
export function useAllColumns(entries: DataEntry[], scope: Scope): void {
  for (const { name, columns } of entries)
    for (const column of columns.columns ?? [])
      if (!columns.used.has(column)) columns.used.set(column, scope.slotOf(`${name}.${column}`))
}

/** After everything was compiled: which columns were used, in the order of their slots. */
export function dataSourcesOf(entries: DataEntry[]): DataSource[] {
  return entries.flatMap(({ name, file, pick, atEnd, columns }) => {
    const used = [...columns.used].toSorted(([, a], [, b]) => a - b)
    return file === null
      ? []
      : [{ name, file, pick, atEnd, columns: used.map(([column]) => column), slots: used.map(([, slot]) => slot) }]
  })
}
