/** The load that a run held while it was measured. */
import type { AskedLoad } from '../../core/capacity/level.ts'
import type { RunRecord } from '../runs/runRecord.ts'

/** A load that changes by no more than this is as good as constant. */
const STEADY_SHARE = 0.01

/** Null where it rose or fell, or was nothing: what such a run measured is of no load. */
export function steadyLoad({ load, judged }: Pick<RunRecord, 'load' | 'judged'>): AskedLoad | null {
  const ends: number[] = []
  let startMs = 0
  for (const { durationMs, from, to } of load.stages) {
    const first = Math.max(judged.fromMs - startMs, 0)
    const last = Math.min(judged.toMs - startMs, durationMs)
    // A straight line has its extremes at its ends.
    if (last > first) ends.push(...[first, last].map((atMs) => from + ((to - from) * atMs) / durationMs))
    startMs += durationMs
  }
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  if (!(most > 0) || most - least > STEADY_SHARE * most) return null
  return { unit: load.model === 'open' ? 'perS' : 'users', level: most }
}
