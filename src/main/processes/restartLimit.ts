/** What ends again right after it was started is not started for ever. */

const MOST = 3
const WITHIN_MS = 60_000

export interface RestartLimit {
  /** @returns false when it was too often lately; somebody should be asked then */
  allows(nowMs: number): boolean
}

export function createRestartLimit(): RestartLimit {
  let recentMs: number[] = []
  return {
    allows(nowMs) {
      recentMs = [...recentMs.filter((at) => nowMs - at < WITHIN_MS), nowMs]
      return recentMs.length <= MOST
    },
  }
}
