/**
 * Settings that come by flag or by environment variable: a flag wins over LOADWRIGHT_*, that over LOCUST_*. Empty variables count as not set,
 * as everywhere in CI. A value that was looked at and is wrong is refused by the name of where it stands.
 */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { parseTarget } from '../../core/plan/target.ts'
import { parseDuration } from '../../core/units/duration.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { parseRate } from '../../core/units/rate.ts'
import { CommandError } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'

type Environment = Record<string, string | undefined>

/** A value, and where it was given: `--users`, `LOCUST_USERS`. */
export interface Setting<T> {
  value: T
  source: string
}

/** What stands in for what the plan says; null: nothing was given. */
export interface Overrides {
  target: Setting<string> | null
  users: Setting<number> | null
  spawnRatePerS: Setting<number> | null
  runTimeMs: Setting<number> | null
}

export interface OverrideFlags {
  host?: string
  users?: string
  spawnRate?: string
  runTime?: string
}

const MAX_USERS = 1_000_000
const MAX_RATE_PER_S = 1_000_000
const LONGEST_SHOWN = 60

/** @throws CommandError (wrong usage) */
export function readOverrides(flags: OverrideFlags, environment: Environment): Overrides {
  const read = <T>(flag: string, given: string | undefined, name: string, parse: (text: string) => Parsed<T>) =>
    readSetting({ flag, given, variables: [`LOADWRIGHT_${name}`, `LOCUST_${name}`], environment, parse })
  return {
    target: read('--host', flags.host, 'HOST', parseTarget),
    users: read('--users', flags.users, 'USERS', parseUsers),
    spawnRatePerS: read('--spawn-rate', flags.spawnRate, 'SPAWN_RATE', parseSpawnRate),
    runTimeMs: read('--run-time', flags.runTime, 'RUN_TIME', parseRunTime),
  }
}

interface SettingQuestion<T> {
  flag: string
  given: string | undefined
  /** The first that is set counts. */
  variables: string[]
  environment: Environment
  parse: (text: string) => Parsed<T>
}

function readSetting<T>({ flag, given, variables, environment, parse }: SettingQuestion<T>): Setting<T> | null {
  const variable = variables.find((name) => (environment[name] ?? '').trim() !== '')
  const source = given !== undefined ? flag : variable
  const text = given ?? (variable === undefined ? undefined : environment[variable])
  if (source === undefined || text === undefined) return null
  return { value: parsedOrRefused(source, text, parse), source }
}

/**
 * @param source where the text was given, for the sentence
 * @throws CommandError (wrong usage)
 */
export function parsedOrRefused<T>(source: string, text: string, parse: (text: string) => Parsed<T>): T {
  const parsed = parse(text.trim())
  if (parsed.ok) return parsed.value
  throw new CommandError(EXIT_CODES.usage, `${source} is ${quotedValue(text)}; it must be ${parsed.expected}.`)
}

/** A value from outside in a sentence: cut, harmless, and without the password that a URL may carry. */
export function quotedValue(text: string): string {
  const masked = text.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1***@')
  const cut = masked.length > LONGEST_SHOWN ? `${masked.slice(0, LONGEST_SHOWN - 1)}…` : masked
  return `"${plainText(cut)}"`
}

export function parseUsers(text: string): Parsed<number> {
  const users = /^\d{1,7}$/.test(text) ? Number(text) : 0
  return users >= 1 && users <= MAX_USERS ? parsedValue(users) : parsedFailure('a whole number from 1 to 1,000,000')
}

/** A number per second as in Locust, or a rate as in plans. */
export function parseSpawnRate(text: string): Parsed<number> {
  const rate = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? parsedValue(Number(text)) : parseRate(text)
  return rate.ok && rate.value > 0 && rate.value <= MAX_RATE_PER_S
    ? rate
    : parsedFailure('users per second above 0: a number such as 5, or a rate such as 300/m')
}

/** A duration as in plans, or a number of seconds as in Locust. */
export function parseRunTime(text: string): Parsed<number> {
  const duration = /^\d{1,9}$/.test(text) ? parsedValue(Number(text) * 1000) : parseDuration(text)
  return duration.ok && duration.value > 0
    ? duration
    : parsedFailure('a duration above 0 such as 300s, 20m, 3h, 1h30m, or a number of seconds')
}
