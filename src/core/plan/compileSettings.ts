/** `settings`, with what holds when nothing is said. */
import { parseDuration } from '../units/duration.ts'
import type { Compilation } from './compilation.ts'
import { fileOf } from './compileRequest.ts'
import type { Settings } from './compiledPlan.ts'
import { member, numberOf, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'

/** Without headers: those are templates and need the names of the plan. */
export function settingsOf(compilation: Pick<Compilation, 'files' | 'problems'>, node: PlanNode | undefined): Settings {
  const tls = member(node, 'tls')
  const verify = member(tls, 'verify')
  const cert = member(tls, 'cert')
  const key = member(tls, 'key')
  const alone =
    cert !== undefined && key === undefined ? cert : key !== undefined && cert === undefined ? key : undefined
  if (alone !== undefined) {
    compilation.problems.add(alone, {
      message: `A client certificate is two files: \`cert\` and \`key\`.`,
      expected: cert === undefined ? '`cert` beside it' : '`key` beside it',
    })
  }
  return {
    timeoutMs: durationOf(member(node, 'timeout'), 30_000),
    connectTimeoutMs: durationOf(member(node, 'connectTimeout'), 10_000),
    redirects: numberOf(member(node, 'redirects')) ?? 5,
    headers: [],
    tls: {
      verify: !(verify?.kind === 'scalar' && verify.value === false),
      caFile: fileOf(compilation, member(tls, 'ca')),
      certFile: fileOf(compilation, cert),
      keyFile: fileOf(compilation, key),
    },
    http: '1.1',
    proxy: null,
    connections: connectionsOf(member(node, 'connections')),
  }
}

function durationOf(node: PlanNode | undefined, otherwise: number): number {
  const parsed = parseDuration(textOf(node) ?? '')
  return parsed.ok ? parsed.value : otherwise
}

function connectionsOf(node: PlanNode | undefined): 'perUser' | number {
  const connections = numberOf(node)
  return connections === undefined ? 'perUser' : connections
}
