/** The options of `loadwright capacity`; what is wrong is refused before anything starts. */
import { parseDuration } from '../../core/units/duration.ts'
import { parsePercent } from '../../core/units/percent.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import type { LevelTimes } from '../../host/capacity/levelScenario.ts'
import { parsedOrRefused } from '../../host/runs/runRefusal.ts'
import type { CliContext } from '../cliContext.ts'
import { readRunOptions, type RunFlags, type RunOptions } from '../run/runOptions.ts'

export interface CapacityFlags extends Pick<
  RunFlags,
  'host' | 'env' | 'build' | 'history' | 'processes' | 'seed' | 'progress' | 'json' | 'quiet'
> {
  start?: string
  most?: string
  hold: string
  settle: string
  tolerance: string
  confirm: string
  runs: string
}

export interface CapacityOptions {
  run: RunOptions
  /** Users, or arrivals per second; null: by what the plan has. */
  start: number | null
  most: number | null
  times: LevelTimes
  tolerance: number
  confirmations: number
  mostRuns: number
}

/** Shorter, and there are too few whole seconds to see a spread in. */
const SHORTEST_HOLD_MS = 4000
const LONGEST_MS = 24 * 3600 * 1000

/** @throws CommandError or RunRefusal (wrong usage) */
export function readCapacityOptions(flags: CapacityFlags, context: CliContext): CapacityOptions {
  const { start, most, hold, settle, tolerance, confirm, runs, ...given } = flags
  // Variables that stand for the users and times of one run say nothing about a search through many.
  const environment = Object.fromEntries(
    Object.entries(context.environment).filter(
      ([name]) => !/^(LOADWRIGHT|LOCUST)_(USERS|SPAWN_RATE|RUN_TIME)$/.test(name),
    ),
  )
  const run = readRunOptions(
    { ...given, out: 'results', format: 'json', preflight: false },
    { ...context, environment },
  )
  return {
    run: { ...run, planEnvironment: { ...context.environment, ...run.planEnvironment } },
    start: start === undefined ? null : parsedOrRefused('--start', start, parseLoad),
    most: most === undefined ? null : parsedOrRefused('--most', most, parseLoad),
    times: {
      holdMs: parsedOrRefused('--hold', hold, (text) =>
        within(parseDuration(text), SHORTEST_HOLD_MS, LONGEST_MS, 'a duration from 4s to 24h'),
      ),
      settleMs: parsedOrRefused('--settle', settle, (text) =>
        within(parseDuration(text), 0, LONGEST_MS, 'a duration of at most 24h'),
      ),
    },
    tolerance: parsedOrRefused('--tolerance', tolerance, (text) =>
      within(parsePercent(text), 0.001, 0.5, 'a percentage from 0.1% to 50%'),
    ),
    confirmations: parsedOrRefused('--confirm', confirm, (text) => parseCount(text, 0, 20)),
    mostRuns: parsedOrRefused('--runs', runs, (text) => parseCount(text, 1, 1000)),
  }
}

const MOST_LOAD = 1_000_000

/** Users as a number; a rate as in plans, or as a number per second. */
function parseLoad(text: string): Parsed<number> {
  const match = /^(\d{1,7}(?:\.\d{1,6})?)(?:\/s)?$/.exec(text)
  const load = match === null ? 0 : Number(match[1])
  return load > 0 && load <= MOST_LOAD
    ? parsedValue(load)
    : parsedFailure('a load above 0: a number of users, or of arrivals per second')
}

function parseCount(text: string, least: number, most: number): Parsed<number> {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : NaN
  return count >= least && count <= most ? parsedValue(count) : parsedFailure(`a whole number from ${least} to ${most}`)
}

function within(parsed: Parsed<number>, least: number, most: number, expected: string): Parsed<number> {
  return parsed.ok && parsed.value >= least && parsed.value <= most ? parsed : parsedFailure(expected)
}
