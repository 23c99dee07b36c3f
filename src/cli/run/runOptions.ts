/** The options of `loadwright run`, read from flags and environment; what is wrong is refused before anything starts. */
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { DEFAULT_FAIL_ON, FAIL_ON, type FailOn } from '../../core/criteria/verdict.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { availableFormats, ReportFormatError, type AvailableFormat } from '../../host/reports/reportFormats.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { namedHistory } from '../historyPath.ts'
import { FLAG_NAMES, readOverrides, type OverrideFlags, type Overrides } from '../../host/runs/overrides.ts'
import { parsedOrRefused, quotedValue } from '../../host/runs/runRefusal.ts'
import { readAb, type AbFlags, type AbOptions } from './abOptions.ts'
import { parseLabel } from './buildLabel.ts'

/** As commander hands them over: texts as they were written. */
export interface RunFlags extends OverrideFlags, AbFlags {
  env?: string[]
  repeat?: string
  failOn?: string
  out: string
  format: string
  history?: string
  processes?: string
  seed?: string
  progress: string
  strict?: boolean
  preflight: boolean
  steer?: boolean
  json?: boolean
  quiet?: boolean
}

export const PROGRESS_MODES = ['auto', 'tty', 'plain', 'json', 'none'] as const
export type ProgressMode = Exclude<(typeof PROGRESS_MODES)[number], 'auto'>

export interface RunOptions {
  overrides: Overrides
  /** For ${NAME} in the plan. */
  planEnvironment: Record<string, string | undefined>
  buildLabel: string | null
  failOn: FailOn[]
  /** `inconclusive` was asked for by name, so that it is meant of a comparison as well. */
  failsOnDoubt: boolean
  /** What runs are compared with when they have ended; null: nothing. */
  baseline: string | null
  /** Runs of each scenario; with `ab`, pairs of runs. */
  repeat: number
  ab: AbOptions | null
  out: string
  formats: AvailableFormat[]
  /** Absolute. Null: the one of the plan. */
  history: string | null
  /** At most; a run never has more than it has users. */
  processes: number
  seed: number
  progress: ProgressMode
  /** What the preflight finds keeps a run from starting. */
  strict: boolean
  preflight: boolean
  /** Takes commands from standard input. */
  steer: boolean
  json: boolean
  quiet: boolean
}

export const MAX_SEED = Number.MAX_SAFE_INTEGER
const MOST_RUNS = 50
const PAIRS = 5

/** @throws CommandError (wrong usage) */
export function readRunOptions(flags: RunFlags, context: CliContext): RunOptions {
  if (flags.strict === true && !flags.preflight)
    throw usage('--strict refuses what the preflight finds; it cannot go with --no-preflight.')
  const failOn = readFailOn(flags.failOn)
  const baseline = flags.baseline === undefined ? null : parsedOrRefused('--baseline', flags.baseline, parseLabel)
  const ab = readAb(flags)
  if (failOn.includes('regression') && baseline === null && ab === null)
    throw usage('--fail-on regression needs --baseline: a build, a run, or `starred`.')
  const { environment } = context
  return {
    overrides:
      ab === null
        ? readOverrides(flags, environment)
        : readOverrides({ ...flags, host: ab.a.target }, environment, { ...FLAG_NAMES, host: '--ab' }),
    planEnvironment: { ...environment, ...readAssignments(flags.env ?? []) },
    buildLabel: flags.build === undefined ? null : parsedOrRefused('--build', flags.build, parseLabel),
    failOn,
    failsOnDoubt: flags.failOn !== undefined && failOn.includes('inconclusive'),
    baseline,
    repeat:
      flags.repeat === undefined ? (ab === null ? 1 : PAIRS) : parsedOrRefused('--repeat', flags.repeat, parseRuns),
    ab,
    out: parsedOrRefused('--out', flags.out, parsePath),
    formats: readFormats(flags.format),
    history: flags.history === undefined ? null : namedHistory(parsedOrRefused('--history', flags.history, parsePath)),
    processes:
      flags.processes === undefined
        ? Math.max(1, availableParallelism() - 1)
        : parsedOrRefused('--processes', flags.processes, parseProcesses),
    seed: flags.seed === undefined ? randomInt(2 ** 32) : parsedOrRefused('--seed', flags.seed, parseSeed),
    progress: readProgress(flags, context),
    strict: flags.strict === true,
    preflight: flags.preflight,
    steer: readSteer(flags, context),
    json: flags.json === true,
    quiet: flags.quiet === true,
  }
}

/** `NAME=VALUE`, later ones over earlier ones. */
export function readAssignments(texts: readonly string[]): Record<string, string> {
  const assignments: Record<string, string> = {}
  for (const text of texts) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(text)
    // The value is not repeated: it may be a password.
    if (match === null) {
      const name = quotedValue(text.split('=', 1)[0] ?? '')
      throw usage(
        `--env needs NAME=VALUE, where NAME has letters, digits and _; ${name} is not such a name with a value.`,
      )
    }
    assignments[match[1]!] = match[2]!
  }
  return assignments
}

export function readFormats(list: string): AvailableFormat[] {
  const names = listOf(list)
  if (names.length === 0) throw usage('--format needs at least one format, such as md,json.')
  try {
    return availableFormats(names)
  } catch (error) {
    throw error instanceof ReportFormatError ? usage(`--format: ${error.message}`) : error
  }
}

function readFailOn(list: string | undefined): FailOn[] {
  if (list === undefined) return [...DEFAULT_FAIL_ON]
  const names = listOf(list)
  if (names.length === 0) throw usage(`--fail-on needs at least one of ${FAIL_ON.join(', ')}.`)
  const failOn = new Set<FailOn>()
  for (const name of names) {
    const known = FAIL_ON.find((one) => one === name)
    if (known === undefined) {
      const meant = nearestName(name, FAIL_ON)
      const hint = meant === null ? '' : ` Did you mean ${meant}?`
      throw usage(`--fail-on has ${quotedValue(name)}; it is a list of ${FAIL_ON.join(', ')}.${hint}`)
    }
    failOn.add(known)
  }
  return [...failOn]
}

function readProgress({ progress, quiet }: RunFlags, { err, ci }: CliContext): ProgressMode {
  const mode = PROGRESS_MODES.find((one) => one === progress)
  if (mode === undefined)
    throw usage(`--progress is ${quotedValue(progress)}; it must be one of ${PROGRESS_MODES.join(', ')}.`)
  if (quiet === true) return 'none'
  if (mode !== 'auto') return mode
  return err.interactive && !ci ? 'tty' : 'plain'
}

function readSteer({ steer }: RunFlags, { stdin }: CliContext): boolean {
  if (steer === true && stdin.isTTY === true) {
    throw usage(
      '--steer takes commands from standard input, which is the terminal here. Press keys instead: ? shows them.',
    )
  }
  return steer === true
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

export function parsePath(text: string): Parsed<string> {
  return text !== '' && !text.includes('\0') ? parsedValue(text) : parsedFailure('a path')
}

function parseRuns(text: string): Parsed<number> {
  const runs = /^\d{1,3}$/.test(text) ? Number(text) : 0
  return runs >= 1 && runs <= MOST_RUNS ? parsedValue(runs) : parsedFailure(`a whole number from 1 to ${MOST_RUNS}`)
}

function parseProcesses(text: string): Parsed<number> {
  const most = Math.max(64, 2 * availableParallelism())
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= most ? parsedValue(count) : parsedFailure(`a whole number from 1 to ${most}`)
}

function parseSeed(text: string): Parsed<number> {
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  return seed <= MAX_SEED ? parsedValue(seed) : parsedFailure('a whole number from 0 to 9007199254740991')
}

function usage(sentence: string): CommandError {
  return new CommandError(EXIT_CODES.usage, sentence)
}
