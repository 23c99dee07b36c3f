/** Runs laid over each other by the time since they started. */
import { NO_PLACE, stepOf, type AlignedRuns, type RunToAlign } from './overlayAxis.ts'

export function alignByElapsed(runs: readonly Pick<RunToAlign, 'kept'>[]): AlignedRuns {
  const lengthS = Math.max(0, ...runs.map(({ kept }) => kept.length))
  const step = stepOf(lengthS)
  return {
    axis: { from: 0, step, count: Math.ceil(lengthS / step), stages: [] },
    places: runs.map(({ kept }) =>
      Int32Array.from(kept, (isKept, second) => (isKept === 0 ? NO_PLACE : Math.floor(second / step))),
    ),
  }
}
