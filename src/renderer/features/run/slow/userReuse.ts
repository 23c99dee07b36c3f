/** Whether a number of a user may stand for two users of a run, so that what it asked is not of one iteration for certain. */
import type { LoadShape } from '../../../../core/load/loadShape.ts'

/** Users have places: one that was left when the load fell is taken again, and counts its iterations anew, when it rises. Arrivals make users with new numbers. */
export function mayReuseUsers({ model, stages }: LoadShape): boolean {
  if (model === 'open') return false
  const levels = stages.flatMap(({ from, to }) => [from, to])
  let most = 0
  let least = Infinity
  for (const level of levels) {
    if (level > least) return true
    // Below the most there was, some have gone: any rise from here on brings them back.
    if (level < most) least = Math.min(least, level)
    most = Math.max(most, level)
  }
  return false
}
