/** Whether runs of the list can be looked at together for capacity, and as what. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import type { TabParams } from '../../app/locator.ts'

type Row = Pick<RunRow, 'id' | 'tags' | 'planName' | 'scenario' | 'target' | 'peakLoad'>

/** So many loads make a curve. */
const LEAST_LOADS = 6
const SEARCH = /^capacity ([\w-]+)$/

/** The search that made a run; null: none did. */
export function searchOf(tags: readonly string[]): string | null {
  if (!tags.includes('capacity')) return null
  return tags.map((tag) => SEARCH.exec(tag)?.[1]).find((id) => id !== undefined) ?? null
}

/** The parameters of the view; null where it would say nothing: neither levels of searches, nor one scenario at enough loads. */
export function capacityOfRuns(rows: readonly Row[]): TabParams | null {
  const [first] = rows
  if (first === undefined) return null
  const search = searchOf(first.tags)
  if (search !== null && rows.every(({ tags }) => searchOf(tags) === search)) return { search }
  const isOneTest = rows.every(
    ({ planName, scenario, target }) =>
      planName === first.planName && scenario === first.scenario && target === first.target,
  )
  if (!isOneTest) return null
  const loads = new Set(rows.flatMap(({ peakLoad }) => (peakLoad === null ? [] : [peakLoad.level])))
  const areLevels = rows.every(({ tags }) => searchOf(tags) !== null)
  return areLevels || loads.size >= LEAST_LOADS ? { runs: rows.map(({ id }) => id).join(',') } : null
}
