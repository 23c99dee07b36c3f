/** Whether a process that runs does answer. Counted in questions, not in time: a computer that slept has not been silent. */

export interface Liveness {
  /** It has answered. */
  heard(): void
  stop(): void
}

const EVERY_MS = 5000
/** So many are not answered before it is told; then again after so many more. */
const FIRST = 4
const AGAIN = 12

/**
 * @param ask to be answered by `heard`
 * @param changed true: it is silent, told again while it is; false: it answers again
 */
export function watchLiveness(ask: () => void, changed: (isSilent: boolean) => void): Liveness {
  let unanswered = 0
  const timer = setInterval(() => {
    if (unanswered >= FIRST && (unanswered - FIRST) % AGAIN === 0) changed(true)
    unanswered++
    ask()
  }, EVERY_MS)
  return {
    heard() {
      const wasSilent = unanswered > FIRST
      unanswered = 0
      if (wasSilent) changed(false)
    },
    stop: () => clearInterval(timer),
  }
}
