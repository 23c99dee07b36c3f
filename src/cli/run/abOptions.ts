/** `--ab HOST_A HOST_B`, with what goes with it. */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { parseTarget } from '../../core/plan/target.ts'
import { parsedOrRefused, quotedValue } from '../../host/runs/runRefusal.ts'
import { CommandError } from '../cliContext.ts'
import { LONGEST_LABEL, parseLabel } from './buildLabel.ts'

/** As typed. */
export interface AbFlags {
  /** Two hosts, and what stood behind them. */
  ab?: string[]
  buildA?: string
  buildB?: string
  /** What --ab contradicts. */
  host?: string
  build?: string
  baseline?: string
}

export interface AbTarget {
  /** Base address. */
  target: string
  /** The build that runs there. */
  label: string
}

export interface AbOptions {
  a: AbTarget
  b: AbTarget
}

/** What `--ab` swallowed behind the two hosts: a number of arguments cannot be told to an option. */
export function scenariosBehindHosts({ ab = [] }: Pick<AbFlags, 'ab'>): string[] {
  return ab.slice(2)
}

/** @throws CommandError, RunRefusal */
export function readAb(flags: AbFlags): AbOptions | null {
  const { ab, buildA, buildB } = flags
  if (ab === undefined) {
    if (buildA !== undefined || buildB !== undefined)
      throw usage('--build-a and --build-b name the builds of --ab; the build of other runs is --build.')
    return null
  }
  const [hostA, hostB] = ab
  if (hostA === undefined || hostB === undefined) throw usage('--ab needs two hosts: --ab HOST_A HOST_B.')
  const contradicting = (['host', 'build', 'baseline'] as const).find((name) => flags[name] !== undefined)
  if (contradicting !== undefined) throw usage(`--ab cannot go with --${contradicting}: ${INSTEAD[contradicting]}`)
  const a = side(hostA, '--build-a', buildA)
  const b = side(hostB, '--build-b', buildB)
  if (a.label === b.label)
    throw usage(
      `Both builds of --ab are called ${quotedValue(a.label)}: nobody could tell their runs apart. Name them with --build-a and --build-b.`,
    )
  return { a, b }
}

const INSTEAD = {
  host: 'its two hosts are the targets.',
  build: 'name its two builds with --build-a and --build-b.',
  baseline: 'its first host is what the second is compared with.',
} as const

function side(host: string, flag: string, label: string | undefined): AbTarget {
  const target = parsedOrRefused('--ab', host, parseTarget)
  return {
    target,
    label:
      label === undefined
        ? target.replace(/^https?:\/\//, '').slice(0, LONGEST_LABEL)
        : parsedOrRefused(flag, label, parseLabel),
  }
}

function usage(sentence: string): CommandError {
  return new CommandError(EXIT_CODES.usage, sentence)
}
