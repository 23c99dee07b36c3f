/**
 * What the command line or the start dialog says about the load, put in the place of what the plan says. Only what has one clear meaning is done: a number of
 * users for a rate of arrivals, say, is refused with what to do instead.
 */
import { closedLoad, totalDurationMs, type LoadShape } from '../../core/load/loadShape.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'
import { quoted } from '../../core/plan/problem.ts'
import { formatDurationCompact } from '../../core/units/duration.ts'
import { formatCount } from '../../core/units/number.ts'
import { FLAG_NAMES, givenBy, type Overrides, type Setting } from './overrides.ts'
import { RunRefusal } from './runRefusal.ts'

export interface OverriddenScenario {
  scenario: Scenario
  /** What was changed, for the report: `40 users instead of 10 (--users).` */
  notices: string[]
}

type LoadOverrides = Pick<Overrides, 'users' | 'spawnRatePerS' | 'runTimeMs' | 'names'>

/** `users`, `spawnRate` and `for` of a load that was written so; the rate of a single user says nothing and is lost. */
interface SpawnedLoad {
  users: number
  spawnRatePerS: number | null
  durationMs: number
}

/** @throws RunRefusal */
export function overrideLoad(scenario: Scenario, overrides: LoadOverrides): OverriddenScenario {
  const { users, spawnRatePerS, runTimeMs, names = FLAG_NAMES } = overrides
  if (users === null && spawnRatePerS === null && runTimeMs === null) return { scenario, notices: [] }
  const name = `Scenario ${quoted(scenario.name)}`
  const spawned = spawnedLoad(scenario.load)
  const changed =
    spawned === null
      ? changeOtherLoad(name, scenario.load, overrides)
      : changeSpawnedLoad(name, spawned, overrides, runTimeMs)
  if (scenario.warmUpMs >= totalDurationMs(changed.load)) {
    const [warmUp, source] = [formatDurationCompact(scenario.warmUpMs), runTimeMs?.source ?? names.runTime]
    throw new RunRefusal(
      `${name} has a warm-up of ${warmUp}, which is the whole run: ${source} must be longer than that.`,
    )
  }
  return { scenario: { ...scenario, load: changed.load }, notices: changed.notices }
}

/** A ramp from one user up, and a plateau: how `closedLoad` draws users, spawn rate and duration. */
function spawnedLoad(load: LoadShape): SpawnedLoad | null {
  if (load.model !== 'closed') return null
  const [first, second] = load.stages
  if (first === undefined || first.from !== 1 || load.stages.length > 2) return null
  const durationMs = totalDurationMs(load)
  if (second === undefined) return first.to === 1 ? { users: 1, spawnRatePerS: null, durationMs } : null
  if (first.to <= 1 || second.from !== first.to || second.to !== first.to) return null
  return { users: first.to, spawnRatePerS: ((first.to - 1) * 1000) / first.durationMs, durationMs }
}

interface ChangedLoad {
  load: LoadShape
  notices: string[]
}

function changeSpawnedLoad(
  name: string,
  planned: SpawnedLoad,
  { users, spawnRatePerS, names = FLAG_NAMES }: LoadOverrides,
  runTimeMs: Setting<number> | null,
): ChangedLoad {
  const count = users?.value ?? planned.users
  const ratePerS = spawnRatePerS?.value ?? planned.spawnRatePerS
  const durationMs = runTimeMs?.value ?? planned.durationMs
  if (ratePerS === null && count > 1) {
    throw new RunRefusal(
      `${name} has one user; with ${users?.source} at ${count} it must be said how fast they start: add ${names.spawnRate}.`,
    )
  }
  const rampMs = ratePerS === null ? 0 : ((count - 1) * 1000) / ratePerS
  if (rampMs >= durationMs) {
    const ramp = formatDurationCompact(Math.ceil(rampMs / 1000) * 1000)
    throw new RunRefusal(
      `${name} would end after ${formatDurationCompact(durationMs)}, before all ${formatCount(count)} users have started: at ${rateText(ratePerS)} that takes ${ramp}. Give a longer ${names.runTime}, a higher ${names.spawnRate}, or fewer ${names.users}.`,
    )
  }
  const notices: string[] = []
  if (users !== null && count !== planned.users)
    notices.push(`${usersText(count)} instead of ${formatCount(planned.users)} (${givenBy(users)}).`)
  if (spawnRatePerS !== null && count > 1 && !isSame(spawnRatePerS.value, planned.spawnRatePerS)) {
    const instead = planned.spawnRatePerS === null ? '' : ` instead of ${rateText(planned.spawnRatePerS)}`
    notices.push(`Users started at ${rateText(spawnRatePerS.value)}${instead} (${givenBy(spawnRatePerS)}).`)
  }
  notices.push(...durationNotices(planned.durationMs, runTimeMs))
  return { load: closedLoad(count, ratePerS ?? 1, durationMs), notices }
}

function changeOtherLoad(name: string, load: LoadShape, overrides: LoadOverrides): ChangedLoad {
  const { users, spawnRatePerS, runTimeMs } = overrides
  const isSteady = load.stages.length === 1 && load.stages[0]!.from === load.stages[0]!.to
  const isArrivals = load.model === 'open'
  if (users !== null) {
    throw new RunRefusal(
      isArrivals
        ? `${name} has a rate of arrivals, not a number of users: ${users.source} says nothing about it. Change \`arrivals\`, or \`maxUsers\`, in the plan.`
        : `${name} has its numbers of users in \`stages\`: ${users.source} says nothing about them. Change the stages in the plan.`,
    )
  }
  if (spawnRatePerS !== null) {
    throw new RunRefusal(
      isArrivals
        ? `${name} has a rate of arrivals: ${spawnRatePerS.source} says nothing about it, its users start as they are needed. Change \`arrivals\` in the plan.`
        : `${name} has its ramps in \`stages\`: ${spawnRatePerS.source} says nothing about them. Change the stages in the plan.`,
    )
  }
  if (runTimeMs !== null && !isSteady) {
    throw new RunRefusal(
      `${name} has its durations in \`stages\`: with ${runTimeMs.source} it would not be clear which of them to change. Change the stages in the plan.`,
    )
  }
  const durationMs = runTimeMs?.value ?? totalDurationMs(load)
  const stages = load.stages.map((stage) => ({ ...stage, durationMs }))
  return { load: { ...load, stages }, notices: durationNotices(totalDurationMs(load), runTimeMs) }
}

function durationNotices(plannedMs: number, runTimeMs: Setting<number> | null): string[] {
  if (runTimeMs === null || runTimeMs.value === plannedMs) return []
  const [now, planned] = [formatDurationCompact(runTimeMs.value), formatDurationCompact(plannedMs)]
  return [`A run time of ${now} instead of ${planned} (${givenBy(runTimeMs)}).`]
}

/** The planned rate comes back from a ramp's length: it may differ in the last bits. */
function isSame(one: number, other: number | null): boolean {
  return other !== null && Math.abs(one - other) <= 1e-9 * one
}

function usersText(count: number): string {
  return count === 1 ? '1 user' : `${formatCount(count)} users`
}

function rateText(ratePerS: number | null): string {
  return `${ratePerS === null ? 1 : Number(ratePerS.toPrecision(12))}/s`
}
