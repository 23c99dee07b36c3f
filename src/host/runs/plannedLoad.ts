/** What was planned over time, in the steps of a timeline. */
import { meanLevel, totalDurationMs, type LoadShape } from '../../core/load/loadShape.ts'
import type { PlannedLoad } from '../../core/report/reportInput.ts'
import type { RunSettings } from './runSettings.ts'

/** @param load as it was steered */
export function plannedLoad(
  { userTypes }: Pick<RunSettings, 'userTypes'>,
  load: LoadShape,
  steps: number,
  stepS: number,
): PlannedLoad {
  return {
    kind: load.model === 'closed' ? 'users' : 'arrivals',
    perStep: Array.from({ length: steps }, (_, step) => plannedIn(load, step * stepS, stepS)),
    isRandom: load.model === 'open' && load.spacing === 'random',
    userTypes,
  }
}

/** Mean users, or arrivals per second, in [fromS, fromS + stepS); null where, for the most part of it, nothing is planned any more. */
export function plannedIn(load: LoadShape, fromS: number, stepS: number): number | null {
  const endMs = totalDurationMs(load)
  const fromMs = fromS * 1000
  return fromMs + stepS * 500 < endMs ? meanLevel(load, fromMs, Math.min(fromMs + stepS * 1000, endMs)) : null
}
