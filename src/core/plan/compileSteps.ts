/** Steps → operations of the flat program. */
import { parseDuration } from '../units/duration.ts'
import { NOWHERE, positionOf } from './compilation.ts'
import type { Compilation, StepPlace } from './compilation.ts'
import { endpointOf, methodOf, requestOf } from './compileRequest.ts'
import { eventsOf } from './compileEvents.ts'
import { scriptOf } from './compileScript.ts'
import { needsSocket, replyEndpoint, sendOf, socketOf } from './compileSocket.ts'
import type { Assignment, Op, Pc } from './compiledPlan.ts'
import { conditionOf } from './condition.ts'
import { expectsSomething, replyOf } from './expectation.ts'
import { loopOf } from './loop.ts'
import { entriesOf, itemsOf, member, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { STEP_METHODS } from './stepShape.ts'
import { valueTemplate } from './template.ts'
import { waitOf } from './waitGrammar.ts'
import { checkWeights, weightOf } from './weights.ts'

export function compileSteps(compilation: Compilation, steps: PlanNode | undefined, place: StepPlace): void {
  for (const step of itemsOf(steps)) compileStep(compilation, step, place)
}

function compileStep(compilation: Compilation, step: PlanNode, place: StepPlace): void {
  const { program } = compilation
  const has = (kind: string): boolean => member(step, kind) !== undefined
  const method = STEP_METHODS.find(has)
  if (method !== undefined) {
    program.push({
      op: 'http',
      request: requestOf(compilation, step, method.toUpperCase(), member(step, method), place),
    })
  } else if (has('request')) {
    const request = member(step, 'request')
    program.push({
      op: 'http',
      request: requestOf(
        compilation,
        step,
        methodOf(compilation, member(request, 'method')),
        member(request, 'url'),
        place,
      ),
    })
  } else if (has('websocket')) compileSocket(compilation, step, place)
  else if (has('send')) {
    needsSocket(compilation, step, 'send', place)
    program.push({ op: 'send', send: sendOf(compilation, step, place) })
  } else if (has('listen')) {
    needsSocket(compilation, step, 'listen', place)
    const duration = parseDuration(textOf(member(step, 'listen')) ?? '')
    program.push({ op: 'listen', durationMs: duration.ok ? duration.value : 0 })
  } else if (has('waitFor')) compileWaitFor(compilation, step, place)
  else if (has('wait')) compileWait(compilation, step)
  else if (has('group')) {
    const name = member(step, 'group')
    const fallback = { name: '', kind: 'group' as const, method: null, path: null }
    program.push({
      op: 'groupStart',
      endpoint: textOf(name) === undefined ? NOWHERE : endpointOf(compilation, name, place, fallback),
      position: positionOf(compilation, step),
    })
    compileSteps(compilation, member(step, 'steps'), place)
    program.push({ op: 'groupEnd' })
  } else if (has('repeat')) compileRepeat(compilation, step, place)
  else if (has('if')) compileIf(compilation, step, place)
  else if (has('choose')) compileChoose(compilation, step, place)
  else if (has('set')) program.push({ op: 'set', assignments: assignmentsOf(compilation, member(step, 'set'), place) })
  else if (has('flow')) {
    const flow = member(step, 'flow')
    const name = textOf(flow)
    if (name !== undefined && flow !== undefined) compilation.callFlow(name, flow, place.socket)
  } else if (has('events')) program.push({ op: 'events', events: eventsOf(compilation, step, place) })
  else if (has('script')) {
    const script = scriptOf(compilation, step, place)
    if (script !== null) program.push({ op: 'script', script })
  }
}

function assignmentsOf(compilation: Compilation, node: PlanNode | undefined, place: StepPlace): Assignment[] {
  return entriesOf(node).flatMap((entry): Assignment[] => {
    const value = valueTemplate(compilation, entry.value, place)
    return compilation.scope.mayDefine(entry.key, entry.keyRange)
      ? [{ slot: compilation.scope.slotOf(entry.key), value }]
      : []
  })
}

function compileWait(compilation: Compilation, step: PlanNode): void {
  const node = member(step, 'wait')
  const wait = waitOf(node)
  if (wait?.kind === 'pacing' && node !== undefined) {
    compilation.problems.add(node, {
      message: 'Pacing is from task to task and cannot be a step.',
      expected: '2s, 1s..3s or {mean: 2s}; pacing belongs to `wait` of a user',
    })
  } else if (wait !== null) compilation.program.push({ op: 'wait', wait })
}

function compileSocket(compilation: Compilation, step: PlanNode, place: StepPlace): void {
  const { program } = compilation
  const { socket, context } = socketOf(compilation, step, place)
  const open: Op & { op: 'socketOpen' } = { op: 'socketOpen', socket, end: 0 }
  program.push(open)
  compileSteps(compilation, member(step, 'steps'), { ...place, socket: context })
  program.push({ op: 'socketClose', background: socket.background })
  open.end = program.length
}

function compileWaitFor(compilation: Compilation, step: PlanNode, place: StepPlace): void {
  needsSocket(compilation, step, 'waitFor', place)
  const node = member(step, 'waitFor')
  expectsSomething(compilation, node)
  const endpoint = replyEndpoint(compilation, step, place, 'waitFor')
  compilation.program.push({
    op: 'waitFor',
    reply: replyOf(compilation, node, place),
    endpoint,
    position: positionOf(compilation, step),
  })
}

function compileRepeat(compilation: Compilation, step: PlanNode, place: StepPlace): void {
  const { program } = compilation
  const loop = loopOf(compilation, member(step, 'repeat'), place)
  const start: Op & { op: 'loopStart' } = {
    op: 'loopStart',
    loop: loop ?? { kind: 'times', times: { kind: 'constant', value: 0 } },
    end: 0,
    position: positionOf(compilation, step),
  }
  program.push(start)
  const first: Pc = program.length
  compileSteps(compilation, member(step, 'steps'), place)
  program.push({ op: 'loopNext', start: first })
  start.end = program.length
}

function compileIf(compilation: Compilation, step: PlanNode, place: StepPlace): void {
  const { program } = compilation
  const condition = conditionOf(compilation, member(step, 'if'), place)
  const branch: Op & { op: 'branch' } = {
    op: 'branch',
    condition: condition ?? { left: { kind: 'constant', value: false }, operator: null, right: null, text: '' },
    otherwise: 0,
  }
  program.push(branch)
  compileSteps(compilation, member(step, 'steps'), place)
  const otherwise = member(step, 'else')
  if (otherwise === undefined) {
    branch.otherwise = program.length
    return
  }
  const jump: Op & { op: 'jump' } = { op: 'jump', to: 0 }
  program.push(jump)
  branch.otherwise = program.length
  compileSteps(compilation, otherwise, place)
  jump.to = program.length
}

function compileChoose(compilation: Compilation, step: PlanNode, place: StepPlace): void {
  const { program } = compilation
  const branches = itemsOf(member(step, 'choose'))
  checkWeights(compilation.problems, branches, 'branch')
  const choose: Op & { op: 'choose' } = { op: 'choose', weights: [], targets: [] }
  program.push(choose)
  const jumps: (Op & { op: 'jump' })[] = []
  for (const branch of branches) {
    choose.weights.push(weightOf(member(branch, 'weight')))
    choose.targets.push(program.length)
    compileSteps(compilation, member(branch, 'steps'), place)
    const jump: Op & { op: 'jump' } = { op: 'jump', to: 0 }
    jumps.push(jump)
    program.push(jump)
  }
  for (const jump of jumps) jump.to = program.length
}
