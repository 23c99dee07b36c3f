/** How long the demonstration takes: enough runs for a verdict, or fewer with --quick. */
import { formatDurationCompact } from '../../core/units/duration.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { parseRunTime } from '../../host/runs/overrides.ts'
import { parsedOrRefused } from '../../host/runs/runRefusal.ts'

export interface DemoLength {
  smokeMs: number
  /** Of one short run of a build. */
  steadyMs: number
  /** Short runs of each build. */
  rounds: number
}

export interface DemoLengthFlags {
  quick?: boolean
  /** Not shown in the help: for tests. */
  runTime?: string
  steadyTime?: string
  rounds?: string
}

const FULL: DemoLength = { smokeMs: 16_000, steadyMs: 8000, rounds: 5 }
const QUICK: DemoLength = { smokeMs: 10_000, steadyMs: 6000, rounds: 3 }

const SMOKES = 2
const BUILDS = 3
/** Beside its load a run takes: engines that start, requests that still end, a report. */
const AROUND_SMOKE_MS = 4000
const AROUND_STEADY_MS = 2000

/** @throws RunRefusal */
export function readDemoLength({ quick, runTime, steadyTime, rounds }: DemoLengthFlags): DemoLength {
  const usual = quick === true ? QUICK : FULL
  return {
    smokeMs: runTime === undefined ? usual.smokeMs : parsedOrRefused('--run-time', runTime, parseRunTime),
    steadyMs: steadyTime === undefined ? usual.steadyMs : parsedOrRefused('--steady-time', steadyTime, parseRunTime),
    rounds: rounds === undefined ? usual.rounds : parsedOrRefused('--rounds', rounds, parseRounds),
  }
}

/** To half a minute, such as `2m30s`. */
export function aboutHowLong({ smokeMs, steadyMs, rounds }: DemoLength): string {
  const ms = SMOKES * (smokeMs + AROUND_SMOKE_MS) + BUILDS * rounds * (steadyMs + AROUND_STEADY_MS)
  return formatDurationCompact(Math.max(1, Math.round(ms / 30_000)) * 30_000)
}

function parseRounds(text: string): Parsed<number> {
  const rounds = /^\d{1,2}$/.test(text) ? Number(text) : 0
  return rounds >= 1 && rounds <= 20 ? parsedValue(rounds) : parsedFailure('a whole number from 1 to 20')
}
