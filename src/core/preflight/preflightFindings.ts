/** What there is to say before a run: what the scenario needs and asks against what this machine has and can do. */
import { formatCount } from '../units/number.ts'
import { formatBytes } from '../units/size.ts'
import type { Needs } from './needs.ts'

/** Null: the platform does not tell. */
export interface MachineLimits {
  /** Open files of one process. */
  descriptors: number | null
  /** Local ports for connections to one address. */
  ports: number | null
  availableBytes: number
  cores: number
}

export interface Capacity {
  /** Requests per second that the plan asks of all engines, see askedRate; null: nothing was tried. */
  askedPerS: number | null
  /** Simple requests per second of one engine on a core of its own; null: was not measured, because little is asked. */
  perEngineS: number | null
}

/** A tried iteration that did not go well. */
export interface FailedIteration {
  user: string
  /** A sentence: what failed first. */
  reason: string
}

export interface PreflightFinding {
  kind: 'descriptors' | 'ports' | 'memory' | 'iteration' | 'capacity'
  /** Fact and cure, whole sentences. */
  sentence: string
}

/** Files an engine has open besides its connections: libraries, channels, data files. */
const OTHER_DESCRIPTORS = 64
/** Of what there is, so much may be needed before something is said. */
const SHARE = 0.9
/** What a user with a connection takes at least (docs/performance.md), and an engine without any. */
const BYTES_PER_USER = 20_000
const BYTES_PER_ENGINE = 120_000_000
/** An engine that is asked for more than this share of what it makes of the simplest requests will be measured itself. */
const CAPACITY_SHARE = 0.7

export function preflightFindings(
  needs: Needs,
  machine: MachineLimits,
  processes: number,
  failed: readonly FailedIteration[],
  capacity: Capacity,
): PreflightFinding[] {
  const findings: PreflightFinding[] = []
  const add = (kind: PreflightFinding['kind'], sentence: string): void => void findings.push({ kind, sentence })
  const files = needs.connectionsPerEngine + OTHER_DESCRIPTORS
  if (machine.descriptors !== null && files > machine.descriptors * SHARE)
    add(
      'descriptors',
      `${processes === 1 ? 'The engine' : `Each of ${processes} engines`} will have some ${formatCount(needs.connectionsPerEngine)} connections open, but may open only ${formatCount(machine.descriptors)} files: raise the limit (ulimit -n ${2 ** Math.ceil(Math.log2(files * 1.2))}), or use more --processes.`,
    )
  if (machine.ports !== null && needs.connections > machine.ports * SHARE)
    add(
      'ports',
      `The scenario opens some ${formatCount(needs.connections)} connections at once, but this machine has ${formatCount(machine.ports)} local ports: widen net.ipv4.ip_local_port_range, share connections (settings.connections), or use more machines.`,
    )
  const bytes = needs.users * BYTES_PER_USER + processes * BYTES_PER_ENGINE
  if (bytes > machine.availableBytes * SHARE)
    add(
      'memory',
      `The engines will take about ${formatBytes(bytes)}, and ${formatBytes(machine.availableBytes)} of memory are free: use fewer users, or a larger machine.`,
    )
  for (const { user, reason } of failed) add('iteration', `One iteration of ${user} was tried and failed: ${reason}`)
  const overload = overloadSentence(machine, processes, capacity)
  if (overload !== null) add('capacity', overload)
  return findings
}

function overloadSentence(
  machine: MachineLimits,
  processes: number,
  { askedPerS, perEngineS }: Capacity,
): string | null {
  if (askedPerS === null || perEngineS === null || perEngineS <= 0) return null
  if (askedPerS <= processes * perEngineS * CAPACITY_SHARE) return null
  const needed = Math.ceil(askedPerS / (perEngineS * CAPACITY_SHARE))
  const spare = Math.max(1, machine.cores - 1)
  const cure =
    needed <= spare
      ? `use --processes ${needed}`
      : 'use a larger machine, or several; or let users wait between their tasks, if real ones do'
  return `The scenario asks for about ${formatCount(roughly(askedPerS))} requests/s, and ${processes === 1 ? 'one engine on this machine makes' : `${processes} engines on this machine make`} some ${formatCount(roughly(processes * perEngineS))}: response times will be those of the generator. Cure: ${cure}.`
}

/** Two digits: it is an estimate. */
function roughly(value: number): number {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1)
  return Math.round(value / scale) * scale
}
