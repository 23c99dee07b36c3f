/**
 * What a run changes in its plan, as it was typed. On the command line a flag wins over LOADWRIGHT_*, that over LOCUST_*; empty variables
 * count as not set, as everywhere in CI. A value that was looked at and is wrong is refused by the name of where it stands.
 */
import { parseTarget } from '../../core/plan/target.ts'
import { parseDuration } from '../../core/units/duration.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { parseRate } from '../../core/units/rate.ts'
import { parsedOrRefused } from './runRefusal.ts'

type Environment = Record<string, string | undefined>

/** A value, and where it was given, for sentences: `--users`, `LOCUST_USERS`. */
export interface Setting<T> {
  value: T
  source: string
  /** Stands for `source` in the report, where that would say nothing to its readers. */
  note?: string
}

/** For the report. */
export function givenBy({ source, note }: Setting<unknown>): string {
  return note ?? source
}

/** What the four are called where they are typed, for sentences that say what to change. */
export interface OverrideNames {
  host: string
  users: string
  spawnRate: string
  runTime: string
  /** Of all four, for the report. */
  note?: string
}

export const FLAG_NAMES: OverrideNames = {
  host: '--host',
  users: '--users',
  spawnRate: '--spawn-rate',
  runTime: '--run-time',
}

/** The fields of the start dialog. */
export const FIELD_NAMES: OverrideNames = {
  host: 'Target',
  users: 'Users',
  spawnRate: 'Spawn rate',
  runTime: 'Run time',
  note: 'set at the start',
}

/** What stands in for what the plan says; null: nothing was given. */
export interface Overrides {
  target: Setting<string> | null
  users: Setting<number> | null
  spawnRatePerS: Setting<number> | null
  runTimeMs: Setting<number> | null
  /** Absent: those of the command line. */
  names?: OverrideNames
}

export interface OverrideFlags {
  host?: string
  users?: string
  spawnRate?: string
  runTime?: string
}

const MAX_USERS = 1_000_000
const MAX_RATE_PER_S = 1_000_000

/**
 * @param flags as typed; what is left out is taken from the environment
 * @throws RunRefusal
 */
export function readOverrides(
  flags: OverrideFlags,
  environment: Environment,
  names: OverrideNames = FLAG_NAMES,
): Overrides {
  const read = <T>(flag: string, given: string | undefined, name: string, parse: (text: string) => Parsed<T>) => {
    const setting = readSetting({
      flag,
      given,
      variables: [`LOADWRIGHT_${name}`, `LOCUST_${name}`],
      environment,
      parse,
    })
    return setting === null || names.note === undefined ? setting : { ...setting, note: names.note }
  }
  return {
    target: read(names.host, flags.host, 'HOST', parseTarget),
    users: read(names.users, flags.users, 'USERS', parseUsers),
    spawnRatePerS: read(names.spawnRate, flags.spawnRate, 'SPAWN_RATE', parseSpawnRate),
    runTimeMs: read(names.runTime, flags.runTime, 'RUN_TIME', parseRunTime),
    names,
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
