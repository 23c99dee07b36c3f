/** Trust in words: for each signal that passed a limit how often and how far, and what to do about it. */
import { formatDuration } from '../units/duration.ts'
import { formatShare } from '../units/percent.ts'
import type { SecondTrust, TrustReason, TrustSignal } from './trust.ts'
import { TRUST_THRESHOLDS } from './trustThresholds.ts'

export interface TrustWords {
  /** Worst first: what was seen, with numbers. */
  reasons: string[]
  /** What to do, one sentence per signal. */
  advice: string[]
}

interface Group {
  signal: TrustSignal
  engine: number | null
  worst: number
  untrustedSeconds: number
  seconds: number
}

export function describeTrust(seconds: readonly SecondTrust[]): TrustWords {
  const groups = new Map<string, Group>()
  for (const reason of seconds.flatMap((second) => second.reasons)) addTo(groups, reason)
  const sorted = [...groups.values()].sort((a, b) => b.untrustedSeconds - a.untrustedSeconds || b.seconds - a.seconds)
  return {
    reasons: sorted.map((group) => sentence(group, seconds.length)),
    advice: [...new Set(sorted.map((group) => ADVICE[group.signal]))],
  }
}

function addTo(groups: Map<string, Group>, reason: TrustReason): void {
  const key = `${reason.signal} ${reason.engine}`
  const group = groups.get(key) ?? {
    signal: reason.signal,
    engine: reason.engine,
    worst: 0,
    untrustedSeconds: 0,
    seconds: 0,
  }
  group.worst = Math.max(group.worst, reason.value)
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

function whatWasSeen({ signal, engine, worst }: Group): string {
  // Engines are counted from 1 for people.
  const name = engine === null ? 'the engines' : `engine ${engine + 1}`
  switch (signal) {
    case 'eventLoopDelay':
      return `The event loop of ${name} was late by up to ${formatDuration(worst)} (p99 of a second)`
    case 'scheduleLag':
      return `Requests of ${name} started up to ${formatDuration(worst)} after they were due (p99 of a second)`
    case 'cpu': {
      const { secondsInARow } = TRUST_THRESHOLDS.cpuPercent
      return `CPU of ${name} was at up to ${Math.round(worst)} % of one core for ${secondsInARow} s and longer`
    }
    case 'gcPause':
      return `Garbage collection paused ${name} for up to ${formatDuration(worst)}`
    case 'dropped':
      return `Up to ${formatShare(worst, true)} of the iterations due in a second were dropped`
    case 'descriptors':
      return `Up to ${formatShare(worst, true)} of the file descriptors of ${name} were open`
    case 'silence':
      return `${name[0]!.toUpperCase()}${name.slice(1)} sent no numbers: it was suspended, starved or gone`
    default: {
      const unknown: never = signal
      throw new TypeError(`Unknown signal ${String(unknown)}`)
    }
  }
}

const BUSY = 'Use more engine processes (--processes), a machine with more free cores, or a lower load.'

const ADVICE: Record<TrustSignal, string> = {
  cpu: BUSY,
  eventLoopDelay: BUSY,
  scheduleLag: BUSY,
  gcPause:
    'Use more engine processes (--processes), or smaller bodies and data files, so that each one holds less memory.',
  dropped: 'Allow more users (maxUsers), or plan a lower rate; see in the timeline whether response times rose first.',
  descriptors: 'Raise the limit of open files (ulimit -n), or use fewer users or shared connections.',
  silence: 'Keep the machine awake and free of other work while a run goes on, and run again.',
}
