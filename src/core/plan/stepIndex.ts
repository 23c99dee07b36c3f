/** What the steps of a plan define and call, found before anything is compiled: names, flows, sockets. */
import { entriesOf, itemsOf, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'

export interface StepIndex {
  /** Names that `set`, `extract` and `repeat … as` define. */
  defines: Set<string>
  calls: { flow: string; node: PlanNode; inSocket: boolean }[]
  /** Whether a `send`, `listen` or `waitFor` stands outside a `websocket` of these steps. */
  needsSocket: boolean
}

export function indexSteps(lists: (PlanNode | undefined)[]): StepIndex {
  const index: StepIndex = { defines: new Set(), calls: [], needsSocket: false }
  for (const list of lists) visitSteps(list, index, false)
  return index
}

function visitSteps(list: PlanNode | undefined, index: StepIndex, inSocket: boolean): void {
  for (const step of itemsOf(list)) visitStep(step, index, inSocket)
}

function visitStep(step: PlanNode, index: StepIndex, inSocket: boolean): void {
  let inside = inSocket
  for (const { key, value } of entriesOf(step)) {
    switch (key) {
      case 'set':
      case 'extract':
        define(value, index)
        break
      case 'reply':
      case 'waitFor':
      case 'until':
        define(member(value, 'extract'), index)
        break
      case 'repeat': {
        const item = textOf(member(value, 'as'))
        if (item !== undefined) index.defines.add(item)
        break
      }
      case 'flow': {
        const flow = textOf(value)
        if (flow !== undefined) index.calls.push({ flow, node: value, inSocket })
        break
      }
      case 'websocket':
        inside = true
        break
      default:
    }
    if ((key === 'send' || key === 'listen' || key === 'waitFor') && !inSocket) index.needsSocket = true
  }
  visitSteps(member(step, 'steps'), index, inside)
  visitSteps(member(step, 'else'), index, inside)
  for (const branch of itemsOf(member(step, 'choose'))) visitSteps(member(branch, 'steps'), index, inside)
}

function define(names: PlanNode | undefined, index: StepIndex): void {
  for (const { key } of entriesOf(names)) index.defines.add(key)
}
