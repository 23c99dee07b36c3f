/** `users` → user types with entries into the program, and behind them the flows that they call. */
import { authOf } from './authentication.ts'
import type { Compilation, SocketContext, StepPlace } from './compilation.ts'
import { compileSteps } from './compileSteps.ts'
import type { Op, Pc, Task, UserType } from './compiledPlan.ts'
import { createEndpointTable } from './endpointTable.ts'
import type { FlowGraph } from './flowGraph.ts'
import { headersOf } from './headers.ts'
import { entriesOf, isNull, itemsOf, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { quoted } from './problem.ts'
import { waitOf } from './waitGrammar.ts'
import { checkWeights, weightOf } from './weights.ts'

export function compileUsers(compilation: Compilation, users: PlanNode | undefined): UserType[] {
  return entriesOf(users).map((entry) => {
    const placeOf = (what: string): StepPlace => ({
      users: [entry.key],
      knownVariables: null,
      socket: null,
      within: `${what} of ${entry.key}`,
    })
    const place = placeOf('user type')
    const node = entry.value
    const tasks = member(node, 'tasks')
    checkWeights(compilation.problems, itemsOf(tasks), 'task')
    checkTaskNames(compilation, itemsOf(tasks))
    const wait = member(node, 'wait')
    const headers = headersOf(compilation, member(node, 'headers'), place)
    return {
      name: entry.key,
      weight: weightOf(member(node, 'weight')),
      wait: isNull(wait) ? null : waitOf(wait),
      headers,
      auth: authOf(compilation, node, headers, place),
      onStart: entryOf(compilation, member(node, 'onStart'), placeOf('onStart')),
      onStop: entryOf(compilation, member(node, 'onStop'), placeOf('onStop')),
      tasks: itemsOf(tasks).map((task): Task => ({
        name: textOf(member(task, 'name')) ?? '',
        weight: weightOf(member(task, 'weight')),
        entry:
          entryOf(compilation, member(task, 'steps'), placeOf(`task "${textOf(member(task, 'name')) ?? ''}"`)) ?? 0,
      })),
    }
  })
}

/** Far above what a person writes; a flow with socket steps is compiled once for each kind of socket it runs in. */
const MAX_OPERATIONS = 300_000

/** Two tasks of one name could not be told apart in a report. */
function checkTaskNames(compilation: Compilation, tasks: PlanNode[]): void {
  const seen = new Set<string>()
  for (const task of tasks) {
    const node = member(task, 'name')
    const name = textOf(node)
    if (name === undefined || node === undefined) continue
    if (seen.has(name))
      compilation.problems.add(node, {
        message: `This user has two tasks named ${quoted(name)}.`,
        expected: 'a name of its own',
      })
    seen.add(name)
  }
}

function entryOf(compilation: Compilation, steps: PlanNode | undefined, place: StepPlace): Pc | null {
  if (itemsOf(steps).length === 0) return null
  const entry = compilation.program.length
  compileSteps(compilation, steps, place)
  compilation.program.push({ op: 'end' })
  return entry
}

interface FlowCode {
  name: string
  socket: SocketContext | null
  /** Calls that lead here, to be told where it is once it has a place. */
  calls: (Op & { op: 'call' })[]
}

/** Remembers which flows are called, and places them when everything else stands. */
export function createFlowPlacer(
  graph: FlowGraph,
  program: Op[],
): { callFlow: Compilation['callFlow']; placeAll(compilation: Compilation): void } {
  const codes = new Map<string, FlowCode>()

  function callFlow(name: string, _node: PlanNode, socket: SocketContext | null): void {
    if (!graph.flows.has(name)) return // reported with the graph
    // Only socket steps care where they are: any other flow is the same code everywhere.
    const context = graph.needsSocket(name) ? socket : null
    const key = JSON.stringify([name, context])
    const code = codes.get(key) ?? { name, socket: context, calls: [] }
    codes.set(key, code)
    const call: Op & { op: 'call' } = { op: 'call', to: 0 }
    code.calls.push(call)
    program.push(call)
  }

  function placeFlow(compilation: Compilation, { name, socket, calls }: FlowCode): void {
    const entry = program.length
    compileSteps(compilation, graph.flows.get(name)?.steps, {
      users: graph.usersOf(name),
      knownVariables: null,
      socket,
      within: `flow "${name}"`,
    })
    program.push({ op: 'return' })
    for (const call of calls) call.to = entry
  }

  return {
    callFlow,
    placeAll(compilation) {
      const placed = new Set<string>()
      // A flow that is placed may call others: a Map is walked to its end even when it grows meanwhile.
      for (const [key, code] of codes) {
        if (placed.has(key)) continue
        placed.add(key)
        if (program.length > MAX_OPERATIONS) {
          const range = graph.flows.get(code.name)?.keyRange ?? { start: 0, end: 0 }
          compilation.problems.add(range, {
            message: 'The flows of this plan unfold to too many operations.',
            expected: 'fewer flows with socket steps, in fewer different sockets',
          })
          break
        }
        placeFlow(compilation, code)
      }
      for (const code of codes.values()) {
        const entry = code.calls[0]?.to ?? 0
        for (const call of code.calls) call.to = entry
      }
    },
  }
}

/** Flows that nobody uses are checked all the same, and leave nothing behind. */
export function checkUnusedFlows(compilation: Compilation, graph: FlowGraph): void {
  for (const [name, { steps }] of graph.flows) {
    if (graph.usersOf(name).length > 0) continue
    const scratch: Compilation = {
      ...compilation,
      program: [],
      endpoints: createEndpointTable(),
      callFlow: () => undefined,
    }
    const socket = graph.needsSocket(name) ? { name: ['WS'] } : null
    compileSteps(scratch, steps, { users: [], knownVariables: null, socket, within: `flow "${name}"` })
  }
}
