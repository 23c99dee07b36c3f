/** Runs laid over each other by the load that they had: stretches of equal load are one step, whenever they were. */
import { NO_PLACE, type AlignedRuns, type RunToAlign } from './overlayAxis.ts'

/** A short stretch of a run with its load. */
export interface LevelBlock {
  fromS: number
  toS: number
  /** Not negative. */
  level: number
}

export interface RunWithLevels extends Pick<RunToAlign, 'kept'> {
  /** What is before is warm-up, and says nothing of a load. */
  judgedFromS: number
  blocks: readonly LevelBlock[]
}

/** Of the highest load, the width of a step: finer ones would tell apart what is the same. */
const STEPS_TO_HIGHEST = 20

/** A block with a second that is left out is left out itself: what its load was is not known then. */
export function alignByLevel(runs: readonly RunWithLevels[]): AlignedRuns {
  const used = runs.map(({ kept, judgedFromS, blocks }) =>
    blocks.filter(
      ({ fromS, toS }) =>
        fromS >= judgedFromS && toS <= kept.length && kept.subarray(fromS, toS).every((isKept) => isKept === 1),
    ),
  )
  const levels = used.flat().map(({ level }) => level)
  const highest = levels.reduce((most, level) => Math.max(most, level), 0)
  const lowest = levels.reduce((least, level) => Math.min(least, level), highest)
  const step = Math.max(1, roundUp125(highest / STEPS_TO_HIGHEST))
  const first = Math.floor(lowest / step)
  return {
    axis: {
      from: first * step,
      step,
      count: levels.length === 0 ? 0 : Math.floor(highest / step) - first + 1,
      stages: [],
    },
    places: runs.map(({ kept }, run) => {
      const places = new Int32Array(kept.length).fill(NO_PLACE)
      for (const { fromS, toS, level } of used[run]!) places.fill(Math.floor(level / step) - first, fromS, toS)
      return places
    }),
  }
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below; of 0 it is 0. */
function roundUp125(value: number): number {
  if (!(value > 0)) return 0
  const exponent = Math.floor(Math.log10(value))
  const mantissa = Number((value / 10 ** exponent).toPrecision(12))
  return Number(`${[1, 2, 5].find((each) => mantissa <= each) ?? 10}e${exponent}`)
}
