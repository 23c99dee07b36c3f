/**
 * What a run was set up with, kept with it in the history, so that its report can be made again years later, also when the
 * plan has changed and the process died before it could judge anything.
 */
import { formatDurationCompact } from '../../core/units/duration.ts'
import { formatCount } from '../../core/units/number.ts'
import { maxUserCount } from '../../core/load/userSchedule.ts'
import { totalDurationMs, type LoadShape } from '../../core/load/loadShape.ts'
import type { MatchableEndpoint } from '../../core/criteria/matchEndpoint.ts'
import type { CompiledPlan, Criterion, JsonValue, Scenario } from '../../core/plan/compiledPlan.ts'

export interface RunSettings {
  load: LoadShape
  warmUpMs: number
  gracefulStopMs: number
  criteria: Criterion[]
  endpoints: MatchableEndpoint[]
  userTypes: { name: string; weight: number }[]
  tlsVerified: boolean
}

export function settingsOf(plan: CompiledPlan, scenario: Scenario): RunSettings {
  return {
    load: scenario.load,
    warmUpMs: scenario.warmUpMs,
    gracefulStopMs: scenario.gracefulStopMs,
    criteria: scenario.criteria,
    endpoints: plan.endpoints.map(({ name, method, path }) => ({ name, method, path })),
    userTypes: scenario.users.map(({ type, weight }) => ({ name: plan.users[type]!.name, weight })),
    tlsVerified: plan.settings.tls.verify,
  }
}

/** The settings as the history keeps them: plain JSON. */
export function toJson(settings: RunSettings): JsonValue {
  return settings as unknown as JsonValue
}

/** Settings that `toJson` made. */
export function fromJson(stored: JsonValue): RunSettings {
  return stored as unknown as RunSettings
}

/** The load in words: `100 users, for 10m`, `ramps of users up to 500, for 15m`. */
export function describeLoad(load: LoadShape): string {
  const duration = `for ${formatDurationCompact(totalDurationMs(load))}`
  const ends = load.stages.filter((stage) => stage.durationMs > 0)
  const first = ends[0]
  const last = ends.at(-1)
  if (load.model === 'open') {
    const steady = ends.every((stage) => stage.from === stage.to && stage.from === first?.from)
    const rate = steady
      ? `${plain(first?.from ?? 0)}/s`
      : `up to ${plain(Math.max(...ends.flatMap((stage) => [stage.from, stage.to])))}/s in ${ends.length} stages`
    const spacing = load.spacing === 'random' ? ' at random' : ''
    return `arrivals of ${rate}${spacing} ${duration}, at most ${formatCount(load.maxUsers)} users`
  }
  const users = maxUserCount(load)
  const isSpawn = ends.length <= 2 && first?.from === 1 && last?.to === users
  if (ends.length === 1 && !(isSpawn && first!.from !== first!.to)) return `${formatCount(users)} users ${duration}`
  if (isSpawn) {
    const perS = ((users - 1) * 1000) / first!.durationMs
    return `${formatCount(users)} users, ${plain(perS)} started per second, ${duration}`
  }
  return `up to ${formatCount(users)} users in ${ends.length} stages ${duration}`
}

/** What a person would have written: `5`, `0.3`, not `5.00`. */
function plain(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
