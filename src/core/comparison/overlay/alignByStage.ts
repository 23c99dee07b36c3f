/**
 * Runs laid over each other by the stages of their loads: the n-th of each begins at the same place and is as long as in the run in which
 * it was shortest, so that no step of the axis is without a second of any run.
 */
import type { LoadShape, Stage } from '../../load/loadShape.ts'
import { NO_PLACE, stepOf, type AlignedRuns, type RunToAlign } from './overlayAxis.ts'
import { stageName } from './stageName.ts'

/** More cannot be told apart, nor named. */
export const MOST_STAGES = 60

/** A stage as it lies in a run, ms since the start. */
interface PlacedStage extends Stage {
  fromMs: number
  toMs: number
}

/** @returns the number of stages where there are more than MOST_STAGES */
export function alignByStage(runs: readonly RunToAlign[]): AlignedRuns | { tooManyStages: number } {
  const placed = runs.map(({ load }) => placedStages(load))
  const numbers = [...Array(Math.max(0, ...placed.map((own) => own.length))).keys()].filter((at) =>
    // What takes less than a second has no second of its own.
    placed.some((own) => secondsOf(own[at]) >= 1),
  )
  if (numbers.length > MOST_STAGES) return { tooManyStages: numbers.length }

  const lengths = numbers.map((at) => shortest(placed.map((own) => secondsOf(own[at]))))
  const step = stepOf(lengths.reduce((sum, length) => sum + length, 0))
  const stages: { at: number; first: number; steps: number }[] = []
  let count = 0
  for (const [index, at] of numbers.entries()) {
    const steps = Math.max(1, Math.floor(lengths[index]! / step))
    stages.push({ at, first: count, steps })
    count += steps
  }
  return {
    axis: {
      from: 0,
      step,
      count,
      stages: stages.map(({ at, first, steps }, index) => ({
        name: stageName(
          index + 1,
          runs.map(({ load: { model } }, run) => ({ model, stage: placed[run]![at] })),
        ),
        from: first * step,
        to: (first + steps) * step,
      })),
    },
    places: runs.map(({ kept }, run) =>
      Int32Array.from(kept, (isKept, second) => {
        if (isKept === 0) return NO_PLACE
        const middleMs = (second + 0.5) * 1000
        const stage = stages.find(({ at }) => isIn(placed[run]![at], middleMs))
        if (stage === undefined) return NO_PLACE
        const { fromMs, toMs } = placed[run]![stage.at]!
        return stage.first + Math.floor(((middleMs - fromMs) / (toMs - fromMs)) * stage.steps)
      }),
    ),
  }
}

/** Jumps are no stages: they take no time. */
function placedStages({ stages }: LoadShape): PlacedStage[] {
  let fromMs = 0
  return stages
    .map((stage) => {
      const toMs = fromMs + stage.durationMs
      const own = { ...stage, fromMs, toMs }
      fromMs = toMs
      return own
    })
    .filter(({ durationMs }) => durationMs > 0)
}

function secondsOf(stage: Stage | undefined): number {
  return stage === undefined ? 0 : stage.durationMs / 1000
}

/** Of those that last a second. */
function shortest(seconds: readonly number[]): number {
  return Math.min(...seconds.filter((each) => each >= 1))
}

function isIn(stage: PlacedStage | undefined, ms: number): boolean {
  return stage !== undefined && ms >= stage.fromMs && ms < stage.toMs
}
