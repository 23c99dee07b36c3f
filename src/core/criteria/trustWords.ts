/** Trust in words: for each signal that passed a limit how often and how far, and what to do about it. */
import { formatActual } from './criterionText.ts'
import { formatDuration } from '../units/duration.ts'
import { formatShare } from '../units/percent.ts'
import { formatCount } from '../units/number.ts'
import type { SecondTrust, TrustReason, TrustSignal } from './trust.ts'
import type { TrustCause } from './trustCause.ts'
import { TRUST_THRESHOLDS } from './trustThresholds.ts'

export interface TrustWords {
  /** Worst first: what was seen, with numbers. */
  reasons: string[]
  /** What to do, one sentence per signal. */
  advice: string[]
}

interface Group extends Pick<TrustReason, 'signal' | 'engine' | 'cause'> {
  worst: number
  untrustedSeconds: number
  seconds: number
}

/** The share of the load that the generator was in the way of, told from the share that is too much. */
export function touchedText(touched: number): string {
  return formatActual(touched, 'share', TRUST_THRESHOLDS.untrustedLoadShare)
}

export function describeTrust(seconds: readonly SecondTrust[]): TrustWords {
  const groups = new Map<string, Group>()
  for (const reason of seconds.flatMap((second) => second.reasons)) addTo(groups, reason)
  const sorted = [...groups.values()].sort((a, b) => b.untrustedSeconds - a.untrustedSeconds || b.seconds - a.seconds)
  return {
    reasons: sorted.map((group) => sentence(group, seconds.length)),
    advice: [...new Set(sorted.map(adviceFor))],
  }
}

/** One reason of one second, as a sentence without its point. */
export function reasonWords(reason: TrustReason): string {
  return whatWasSeen({ ...reason, worst: Math.abs(reason.value) })
}

function addTo(groups: Map<string, Group>, reason: TrustReason): void {
  const { signal, engine, cause } = reason
  const key = `${signal} ${engine} ${cause}`
  const group = groups.get(key) ?? { signal, engine, cause, worst: 0, untrustedSeconds: 0, seconds: 0 }
  group.worst = Math.max(group.worst, Math.abs(reason.value))
  group.seconds++
  if (reason.state === 'notTrusted') group.untrustedSeconds++
  groups.set(key, group)
}

function sentence(group: Group, of: number): string {
  const { untrustedSeconds, seconds } = group
  const state = untrustedSeconds > 0 ? 'not trusted' : 'degraded'
  const counted = untrustedSeconds > 0 ? untrustedSeconds : seconds
  return `${whatWasSeen(group)} (${state} in ${counted} of ${of} s)`
}

function whatWasSeen({ signal, engine, worst, cause }: Pick<Group, 'signal' | 'engine' | 'worst' | 'cause'>): string {
  // Engines are counted from 1 for people.
  const name = engine === null ? 'the engines' : `engine ${engine + 1}`
  const Name = name[0]!.toUpperCase() + name.slice(1)
  const why = cause === undefined ? '' : `: ${CAUSES[cause]}`
  switch (signal) {
    case 'eventLoopDelay':
      return `The event loop of ${name} was late by up to ${formatDuration(worst)} (p99 of a second)${why}`
    case 'scheduleLag':
      return `Requests of ${name} started up to ${formatDuration(worst)} after they were due (p99 of a second)${why}`
    case 'cpu': {
      const { secondsInARow } = TRUST_THRESHOLDS.cpuPercent
      const percent = `${Math.round(worst)} % of one core for ${secondsInARow} s and longer`
      if (cause === undefined || cause === 'work') return `CPU of ${name} was at up to ${percent}`
      return `${Name} had work for up to ${percent}, and waited for more of it than it ran${why}`
    }
    case 'gcPause':
      return `Garbage collection paused ${name} for up to ${formatDuration(worst)}`
    case 'dropped':
      return `Up to ${formatShare(worst, true)} of the iterations due in a second were dropped`
    case 'descriptors':
      return `Up to ${formatShare(worst, true)} of the file descriptors of ${name} were open`
    case 'ports':
      return `Up to ${formatShare(worst, true)} of the local ports of the machine of ${name} were taken`
    case 'ownFailures':
      return `Up to ${formatCount(worst)} requests of ${name} in a second failed for a limit of its own machine (open files, local ports, memory)`
    case 'suspended':
      return `The machine of ${name} slept for ${formatDuration(worst)}`
    case 'clockSet':
      return `The clock of the machine of ${name} was set by ${formatDuration(worst)}; durations are not touched by that`
    case 'silence':
      return `${Name} sent no numbers: it was suspended, starved or gone`
    default: {
      const unknown: never = signal
      throw new TypeError(`Unknown signal ${String(unknown)}`)
    }
  }
}

const CAUSES: Record<TrustCause, string> = {
  work: 'it was busy itself',
  garbage: 'it was collecting garbage',
  otherProcesses: 'other processes had the processor',
  cpuLimit: 'the CPU limit of its container or control group held it back',
  hypervisor: 'other virtual machines had the processor',
  stopped: 'it stood still, stopped by a signal or a debugger, waiting for a disk, or with its whole virtual machine',
}

function adviceFor({ signal, cause }: Group): string {
  return cause !== undefined && signal !== 'gcPause' ? CURES[cause] : ADVICE[signal]
}

const BUSY = 'Use more engine processes (--processes), a machine with more free cores, or a lower load.'
const MEMORY =
  'Use more engine processes (--processes), or smaller bodies and data files, so that each one holds less memory.'

const CURES: Record<TrustCause, string> = {
  work: BUSY,
  garbage: MEMORY,
  otherProcesses:
    'End the other work on this machine, run the target on another one, or use fewer engine processes than there are free cores.',
  cpuLimit: 'Raise the CPU limit of the container or control group, or use a lower load.',
  hypervisor: 'Use a machine whose processors are its own, or run again when its neighbours rest.',
  stopped:
    'Let the engines run undisturbed, without debugger, full disk or swapping, on a machine that is not paused, and run again; in a longer run a short pause weighs less.',
}

const ADVICE: Record<TrustSignal, string> = {
  cpu: BUSY,
  eventLoopDelay: BUSY,
  scheduleLag: BUSY,
  gcPause: MEMORY,
  dropped: 'Allow more users (maxUsers), or plan a lower rate; see in the timeline whether response times rose first.',
  descriptors: 'Raise the limit of open files (ulimit -n), or use fewer users or shared connections.',
  ports: 'Keep connections open, or widen the range of local ports (net.ipv4.ip_local_port_range).',
  ownFailures:
    'The errors say which limit it was: raise it (ulimit -n, net.ipv4.ip_local_port_range), or use fewer users or shared connections.',
  suspended: 'Keep the machine awake while a run goes on, and run again.',
  clockSet: 'Mind it when you compare with logs of the target.',
  silence: 'Keep the machine awake and free of other work while a run goes on, and run again.',
}
