/** How far a comparison is: told of every hundredth of the work, so that nothing is heard twice and no silence is long. */
import type { InTurn } from '../../core/inTurn.ts'

export interface ComparisonProgress {
  /** Runs of which everything is read. */
  done: number
  of: number
  /** Of the whole work, 0 to 1. */
  share: number
}

/** Told how much of a piece of work is done, 0 to 1. */
export type PieceProgress = (share: number) => void

/** What is done of each run, and about what share of its time that takes: measured with 200 endpoints. */
const WEIGHTS = { warmUp: 0.1, reading: 0.35, evidence: 0.4, comparing: 0.15 }
const STEP = 0.01

export interface ComparisonWork {
  /** The next piece of the work: one run's, or of `comparing` that of all runs together. */
  piece(kind: keyof typeof WEIGHTS): PieceProgress
  runIsRead(): void
}

/** @param runs how many are compared */
export function createComparisonWork(runs: number, heard: (progress: ComparisonProgress) => void): ComparisonWork {
  let before = 0
  let done = 0
  let told = 0
  function tell(share: number): void {
    told = share
    heard({ done, of: runs, share })
  }
  return {
    piece(kind) {
      const from = before
      const weight = kind === 'comparing' ? WEIGHTS[kind] : WEIGHTS[kind] / runs
      before += weight
      return (share) => {
        const now = Math.min(1, from + weight * share)
        if (now >= told + STEP) tell(now)
      }
    },
    runIsRead() {
      done++
      tell(Math.min(1, before))
    },
  }
}

/** The same work, telling of its pauses. @param pauses how many there will be, about */
export function* toldInTurn<Answer>(work: InTurn<Answer>, pauses: number, progress: PieceProgress): InTurn<Answer> {
  for (let pause = 1; ; pause++) {
    const step = work.next()
    if (step.done === true) return step.value
    progress(Math.min(1, pause / pauses))
    yield
  }
}
