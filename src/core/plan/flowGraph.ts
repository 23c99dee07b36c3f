/** Which flows call which, which users reach them, and whether they go round in circles. */
import { nearestName } from './nearest.ts'
import type { MapEntry, PlanNode } from './planNode.ts'
import { entriesOf, itemsOf, member } from './planNode.ts'
import { quoted } from './problem.ts'
import type { ProblemList } from './problem.ts'
import { indexSteps } from './stepIndex.ts'
import type { StepIndex } from './stepIndex.ts'

export interface FlowGraph {
  flows: ReadonlyMap<string, { steps: PlanNode; keyRange: MapEntry['keyRange'] }>
  /** Users whose steps lead to the flow. */
  usersOf(flow: string): string[]
  /** Whether the flow, or one that it calls, must run inside a socket. */
  needsSocket(flow: string): boolean
  /** Names that the steps of a user define, its flows included. */
  definesByUser: Map<string, ReadonlySet<string>>
  /** Names that any steps define. */
  defines: Set<string>
}

export function createFlowGraph(
  flowsNode: PlanNode | undefined,
  usersNode: PlanNode | undefined,
  problems: ProblemList,
): FlowGraph {
  const flows = new Map(
    entriesOf(flowsNode).map((entry) => [entry.key, { steps: entry.value, keyRange: entry.keyRange }]),
  )
  const flowIndexes = new Map([...flows].map(([name, { steps }]) => [name, indexSteps([steps])]))
  const userIndexes = new Map(entriesOf(usersNode).map((entry) => [entry.key, indexSteps(stepListsOf(entry.value))]))
  for (const index of [...flowIndexes.values(), ...userIndexes.values()]) reportUnknown(index, flows, problems)
  reportCycles(flowIndexes, problems)

  const usersByFlow = new Map<string, string[]>()
  const definesByUser = new Map<string, ReadonlySet<string>>()
  const defines = new Set([...flowIndexes.values()].flatMap((index) => [...index.defines]))
  for (const [user, index] of userIndexes) {
    const defined = new Set(index.defines)
    for (const flow of reachedFrom(index, flowIndexes)) {
      const users = usersByFlow.get(flow) ?? []
      users.push(user)
      usersByFlow.set(flow, users)
      for (const name of flowIndexes.get(flow)?.defines ?? []) defined.add(name)
    }
    definesByUser.set(user, defined)
    for (const name of defined) defines.add(name)
  }
  const calledByFlows = new Set([...flowIndexes.values()].flatMap((index) => index.calls.map((call) => call.flow)))
  for (const [name, { keyRange }] of flows) {
    if (usersByFlow.has(name) || calledByFlows.has(name)) continue
    problems.add(keyRange, {
      severity: 'warning',
      message: `No step uses the flow ${quoted(name)}.`,
      expected: `a step \`flow: ${name}\``,
    })
  }
  const socketFlows = flowsNeedingSocket(flowIndexes)
  return {
    flows,
    definesByUser,
    defines,
    usersOf: (flow) => usersByFlow.get(flow) ?? [],
    needsSocket: (flow) => socketFlows.has(flow),
  }
}

/** All lists of steps of a user. */
function stepListsOf(user: PlanNode): (PlanNode | undefined)[] {
  return [
    member(user, 'onStart'),
    member(user, 'onStop'),
    ...itemsOf(member(user, 'tasks')).map((task) => member(task, 'steps')),
  ]
}

function reportUnknown(index: StepIndex, flows: ReadonlyMap<string, unknown>, problems: ProblemList): void {
  for (const { flow, node } of index.calls) {
    if (flows.has(flow)) continue
    problems.add(node, {
      message: `There is no flow ${quoted(flow)}.`,
      expected:
        flows.size === 0
          ? 'a flow of `flows`, of which there are none'
          : `one of ${[...flows.keys()].slice(0, 20).join(', ')}`,
      suggestion: problems.full ? null : nearestName(flow, flows.keys()),
    })
  }
}

function reachedFrom(index: StepIndex, flowIndexes: ReadonlyMap<string, StepIndex>): string[] {
  const reached = new Set<string>()
  const open = index.calls.map((call) => call.flow)
  for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
    const next = flowIndexes.get(flow)
    if (next === undefined || reached.has(flow)) continue
    reached.add(flow)
    for (const call of next.calls) open.push(call.flow)
  }
  return [...reached]
}

/** Backwards from the flows with socket steps to everything that calls them. */
function flowsNeedingSocket(flowIndexes: ReadonlyMap<string, StepIndex>): Set<string> {
  const callers = new Map<string, string[]>()
  for (const [name, index] of flowIndexes) {
    for (const call of index.calls) {
      if (call.inSocket) continue // that socket is the one
      const known = callers.get(call.flow) ?? []
      known.push(name)
      callers.set(call.flow, known)
    }
  }
  const needing = new Set<string>()
  const open = [...flowIndexes].filter(([, index]) => index.needsSocket).map(([name]) => name)
  for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
    if (needing.has(flow)) continue
    needing.add(flow)
    open.push(...(callers.get(flow) ?? []))
  }
  return needing
}

/** Depth first without recursion: a chain of flows may be as long as the file. */
function reportCycles(flowIndexes: ReadonlyMap<string, StepIndex>, problems: ProblemList): void {
  const done = new Set<string>()
  for (const start of flowIndexes.keys()) {
    const path: { name: string; next: number }[] = done.has(start) ? [] : [{ name: start, next: 0 }]
    const onPath = new Set(path.map((step) => step.name))
    while (path.length > 0) {
      const top = path.at(-1)
      if (top === undefined) break
      const call = flowIndexes.get(top.name)?.calls[top.next]
      top.next += 1
      if (call === undefined) {
        done.add(top.name)
        onPath.delete(top.name)
        path.pop()
      } else if (onPath.has(call.flow)) {
        const names = path.map((step) => step.name)
        const cycle = [...names.slice(names.indexOf(call.flow)), call.flow]
        problems.add(call.node, {
          message: `Flows go round in a circle: ${cycle.map(quoted).join(' → ')}.`,
          expected: 'flows that end',
        })
      } else if (!done.has(call.flow) && flowIndexes.has(call.flow)) {
        path.push({ name: call.flow, next: 0 })
        onPath.add(call.flow)
      }
    }
  }
}
