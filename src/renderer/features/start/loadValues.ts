/** What a plan says about its load in the words of the start dialog: shown in the fields as long as nothing else is written there. */
import { peakLevel, totalDurationMs, type LoadShape } from '../../../core/load/loadShape.ts'
import { formatDurationCompact } from '../../../core/units/duration.ts'

export interface LoadValues {
  /** Null: the load is no number of users that start one by one, and the field has no meaning for it. */
  users: string | null
  spawnRate: string | null
  runTime: string | null
}

/** A ramp from one user up and a plateau is what users, spawn rate and run time draw; of other loads only a level one has a run time. */
export function loadValues(load: LoadShape): LoadValues {
  const durationMs = totalDurationMs(load)
  const runTime = formatDurationCompact(durationMs)
  const [first, second] = load.stages
  if (first === undefined) return { users: null, spawnRate: null, runTime: null }
  const isLevel = load.stages.length === 1 && first.from === first.to
  const isSpawned =
    load.model === 'closed' &&
    first.from === 1 &&
    (load.stages.length === 1
      ? first.to === 1
      : load.stages.length === 2 && first.to > 1 && second?.from === first.to && second.to === first.to)
  if (!isSpawned) return { users: null, spawnRate: null, runTime: isLevel ? runTime : null }
  const users = peakLevel(load)
  const ratePerS = users > 1 && first.durationMs > 0 ? ((users - 1) * 1000) / first.durationMs : null
  // The rate comes back from a ramp's length: its last bits say nothing.
  return { users: String(users), spawnRate: ratePerS === null ? '' : `${Number(ratePerS.toPrecision(12))}/s`, runTime }
}
