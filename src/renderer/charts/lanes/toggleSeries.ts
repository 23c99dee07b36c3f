/** Showing and hiding series by their names in the legend. */
import type { Lane } from './lane.ts'

/**
 * @param alone only this one of its lane; when it already is the only one, all of them again
 * @returns ids of what is hidden then
 */
export function toggledSeries(lanes: readonly Lane[], hidden: readonly string[], id: string, alone: boolean): string[] {
  if (!alone) return hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]
  const lane = lanes
    .map((one) => (one.kind === 'values' ? one.series.map((series) => series.id) : []))
    .find((ids) => ids.includes(id))
  const others = lane?.filter((other) => other !== id) ?? []
  const elsewhere = hidden.filter((other) => other !== id && !others.includes(other))
  const isAlone = !hidden.includes(id) && others.every((other) => hidden.includes(other))
  return isAlone ? elsewhere : [...elsewhere, ...others]
}
