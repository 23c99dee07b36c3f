/** Runs that go on stand on top of a list, whenever they began. */
import type { RunRow } from '../../../contract/methods/runs.ts'

/**
 * @param rows the beginning of a list; undefined: not there yet
 * @returns places in it, in the order in which they are shown; those behind the beginning stay where they are
 */
export function runningFirst(rows: readonly (Pick<RunRow, 'status'> | undefined)[]): number[] {
  const places = rows.map((_, index) => index)
  const goesOn = (index: number): boolean => rows[index]?.status === 'running'
  return [...places.filter(goesOn), ...places.filter((index) => !goesOn(index))]
}
