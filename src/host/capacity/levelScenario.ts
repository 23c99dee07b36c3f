/** A scenario at one constant load, so that a run of it is one level of a search for capacity. */
import { capacityName } from '../../core/capacity/capacityName.ts'
import { isLimitOfLoad } from '../../core/capacity/measureLevel.ts'
import type { AskedLoad } from '../../core/capacity/level.ts'
import { peakLevel, type LoadShape, type Stage } from '../../core/load/loadShape.ts'
import type { Scenario } from '../../core/plan/compiledPlan.ts'

export interface LevelTimes {
  /** Left out of what is measured: users start in the first half of it. */
  settleMs: number
  /** The steady part, which is measured. */
  holdMs: number
}

/** Of its peak, as the plan has it. */
export function plannedPeak({ load }: Scenario): AskedLoad {
  return { unit: load.model === 'open' ? 'perS' : 'users', level: peakLevel(load) }
}

/**
 * Under a name of its own: a level is another load than the scenario's, and must not stand in its trend. What maximums ask of more load than this
 * (`rate > 100/s`) is left out.
 */
export function levelScenario(scenario: Scenario, level: number, times: LevelTimes): Scenario {
  return {
    ...scenario,
    name: capacityName(scenario.name),
    load: levelLoad(scenario.load, level, times),
    warmUpMs: times.settleMs,
    criteria: scenario.criteria.filter((criterion) => criterion.level === 'target' || isLimitOfLoad(criterion)),
  }
}

function levelLoad(planned: LoadShape, level: number, { settleMs, holdMs }: LevelTimes): LoadShape {
  if (planned.model === 'open') {
    const stages: Stage[] = [{ durationMs: settleMs + holdMs, from: level, to: level }]
    // As many for each arrival as the plan has; fewer than it has would be another test.
    const maxUsers = Math.max(planned.maxUsers, Math.ceil((planned.maxUsers * level) / peakLevel(planned)))
    return { ...planned, stages, maxUsers }
  }
  const rampMs = level > 1 ? settleMs / 2 : 0
  const hold: Stage = { durationMs: settleMs + holdMs - rampMs, from: level, to: level }
  return { model: 'closed', stages: rampMs > 0 ? [{ durationMs: rampMs, from: 1, to: level }, hold] : [hold] }
}
