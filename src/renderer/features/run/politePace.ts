/** How often something is asked again while a run goes on: asking must never become a load of its own. */

const AT_MOST_EVERY_MS = 5000
/** Of the time: a question that takes 2 s is asked every 20 s. */
const MOST_OF_TIME = 0.1

/** What failed because the connection was lost is asked again so much later: it then waits for the next connection. */
export const RECONNECT_MS = 1000

/** ms between the beginning of one question and the next, when the last one took `tookMs`. */
export function pauseMs(tookMs: number, atMostEveryMs = AT_MOST_EVERY_MS): number {
  return Math.max(atMostEveryMs, tookMs / MOST_OF_TIME)
}
