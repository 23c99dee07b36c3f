/** The whole plan: tree → compiled plan, with every problem on the way reported. */
import { isCodeFile } from './codeFile.ts'
import type { Compilation, PlanFiles } from './compilation.ts'
import { dataEntries, dataSourcesOf, useAllColumns } from './compileData.ts'
import { compileScenarios } from './compileScenarios.ts'
import { settingsOf, settingsWithNames } from './compileSettings.ts'
import { checkUnusedFlows, compileUsers, createFlowPlacer } from './compileUsers.ts'
import type { Assignment, CompiledPlan, Op } from './compiledPlan.ts'
import { createEndpointTable } from './endpointTable.ts'
import { createFlowGraph } from './flowGraph.ts'
import { entriesOf, isNull, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import type { PlanDocument } from './readDocument.ts'
import { createScope } from './scope.ts'
import { parseTarget } from './target.ts'
import { valueTemplate } from './template.ts'

/** The plan may be unfit to run: whether it is, the problems say. `code` is for the host to fill in. */
export function compilePlan(
  document: PlanDocument & { root: PlanNode },
  folder: string,
  files: PlanFiles,
): CompiledPlan {
  const { root, problems } = document
  const graph = createFlowGraph(member(root, 'flows'), member(root, 'users'), problems)
  const data = dataEntries({ files, problems }, member(root, 'data'))
  const variables = entriesOf(member(root, 'variables'))
  const secrets = entriesOf(member(root, 'secrets'))
  reportSharedNames(document)
  const scope = createScope(
    {
      variables: new Set(variables.map((entry) => entry.key)),
      secrets: new Set(secrets.map((entry) => entry.key)),
      data: new Map(data.map((entry) => [entry.name, entry.columns])),
      byUser: graph.definesByUser,
      bySteps: graph.defines,
    },
    problems,
  )
  const program: Op[] = []
  const placer = createFlowPlacer(graph, program)
  const compilation: Compilation = {
    problems,
    files,
    target: targetOf(document),
    settings: settingsOf({ files, problems }, member(root, 'settings')),
    scope,
    endpoints: createEndpointTable(),
    program,
    callFlow: placer.callFlow,
  }
  compilation.settings = settingsWithNames(compilation, member(root, 'settings'))
  const assignments = variableAssignments(compilation, member(root, 'variables'), isCodeFile(document.file))
  const users = compileUsers(compilation, member(root, 'users'))
  placer.placeAll(compilation)
  checkUnusedFlows(compilation, graph)
  const scenarios = compileScenarios(compilation, root, users)
  // Which columns code looks at, nobody knows before it runs.
  if (program.some(({ op }) => op === 'script')) useAllColumns(data, scope)
  return {
    name: textOf(member(root, 'name')) ?? '',
    target: compilation.target,
    folder,
    settings: compilation.settings,
    slots: scope.slots,
    variables: assignments,
    secrets: secrets.map((entry) => ({
      slot: scope.slotOf(entry.key),
      name: entry.key,
      value: textOf(entry.value) ?? '',
    })),
    data: dataSourcesOf(data),
    endpoints: compilation.endpoints.endpoints,
    program,
    users,
    scenarios,
    code: null,
  }
}

function targetOf({ root, problems }: PlanDocument): string {
  const node = member(root ?? undefined, 'target')
  const text = textOf(node)
  if (text === undefined || node === undefined) return ''
  const parsed = parseTarget(text)
  if (parsed.ok) return parsed.value
  problems.add(node, { message: 'This cannot be the target.', expected: parsed.expected })
  return ''
}

/** A template could not tell them apart. */
function reportSharedNames({ root, problems }: PlanDocument): void {
  const owners = new Map<string, string>()
  for (const block of ['variables', 'secrets', 'data']) {
    for (const { key, keyRange } of entriesOf(member(root ?? undefined, block))) {
      const owner = owners.get(key)
      if (owner === undefined) owners.set(key, block)
      else if (owner !== block)
        problems.add(keyRange, {
          message: `${quoted(key)} is also in ${quoted(owner)}.`,
          expected: 'a name of its own',
        })
    }
  }
}

/** `nullIsUnset`: in code, null declares a name that templates use and code sets. */
function variableAssignments(compilation: Compilation, node: PlanNode | undefined, nullIsUnset: boolean): Assignment[] {
  const known = new Set<string>()
  const entries = entriesOf(node).filter(({ value }) => !(nullIsUnset && isNull(value)))
  return entries.map((entry) => {
    const value = valueTemplate(compilation, entry.value, { users: [], knownVariables: known })
    known.add(entry.key)
    return { slot: compilation.scope.slotOf(entry.key), value }
  })
}
