/** `settings`, with what holds when nothing is said. */
import { parseDuration } from '../units/duration.ts'
import { authOf } from './authentication.ts'
import type { Compilation } from './compilation.ts'
import { dnsOf, proxyOf } from './compileNetwork.ts'
import { fileOf } from './compileRequest.ts'
import type { Settings } from './compiledPlan.ts'
import { headersOf } from './headers.ts'
import { member, numberOf, textOf } from './planNode.ts'
import type { PlanNode } from './planNode.ts'
import { secretTemplate } from './secretTemplate.ts'

/** Without what may be a template and needs the names of the plan: see `settingsWithNames`. */
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
  if (verify?.kind === 'scalar' && verify.value === false)
    compilation.problems.add(verify, {
      severity: 'warning',
      message: "The server's certificate is not checked: whoever answers is taken for the target.",
      expected: 'its certificate as `ca`, outside of trials',
    })
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
      passphrase: null,
    },
    http: /^2(\.0)?$/.test(textOf(member(node, 'http')) ?? '') ? '2' : '1.1',
    proxy: null,
    dns: dnsOf(compilation, member(node, 'dns')),
    auth: null,
    connections: connectionsOf(member(node, 'connections')),
  }
}

/** The rest of the settings: headers, who requests are from, and what has a password. */
export function settingsWithNames(compilation: Compilation, node: PlanNode | undefined): Settings {
  const { settings } = compilation
  const anywhere = { users: [], knownVariables: null }
  const headers = headersOf(compilation, member(node, 'headers'), anywhere)
  const passphrase = member(member(node, 'tls'), 'passphrase')
  return {
    ...settings,
    headers,
    auth: authOf(compilation, node, headers, anywhere),
    tls: {
      ...settings.tls,
      passphrase: passphrase === undefined ? null : secretTemplate(compilation, passphrase),
    },
    proxy: proxyOf(compilation, member(node, 'proxy')),
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
