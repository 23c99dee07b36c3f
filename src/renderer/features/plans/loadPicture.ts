/** A load shape as a small picture: the planned level over time, as paths in a box of given size. */
import { peakLevel, totalDurationMs, type LoadShape } from '../../../core/load/loadShape.ts'

export interface LoadPicture {
  /** The line of the level, for the `d` of an SVG path. */
  line: string
  /** The same, closed down to zero. */
  area: string
  /** Where the warm-up ends, in the box; null without one. */
  warmUpX: number | null
}

/** More corners than this cannot be told apart in a small picture. */
const MOST_STAGES = 2000

/**
 * @param width of the box, in the units of the picture
 * @param height of the box; the highest level touches its top, zero its bottom
 */
export function loadPicture(load: LoadShape, warmUpMs: number, width: number, height: number): LoadPicture {
  const totalMs = totalDurationMs(load)
  const peak = peakLevel(load)
  if (!(totalMs > 0) || !(peak > 0)) {
    const line = `M0 ${height}H${width}`
    return { line, area: `${line}V${height}H0Z`, warmUpX: null }
  }
  const x = (ms: number): string => shortNumber((ms / totalMs) * width)
  const y = (level: number): string => shortNumber(height - (level / peak) * height)
  let startMs = 0
  let line = ''
  for (const { durationMs, from, to } of load.stages.slice(0, MOST_STAGES)) {
    // A stage without length carries no load; where it leads is where the next one begins.
    if (durationMs === 0) continue
    const endMs = startMs + durationMs
    line += `${line === '' ? 'M' : 'L'}${x(startMs)} ${y(from)}L${x(endMs)} ${y(to)}`
    startMs = endMs
  }
  const area = `${line}L${x(startMs)} ${height}L0 ${height}Z`
  return { line, area, warmUpX: warmUpMs > 0 ? Math.min(width, (warmUpMs / totalMs) * width) : null }
}

function shortNumber(value: number): string {
  return String(Math.round(value * 100) / 100)
}
