/** What is looked at, and how, as the parameters of a link: `search=abc123-4567&against=ID&x=load`, or `runs=ID,ID`. */
import { MOST_LEVEL_RUNS } from '../../../contract/methods/capacity.ts'
import type { TabParams } from '../../app/locator.ts'
import type { CapacityAxis } from '../../charts/capacity/capacityChart.ts'

export interface CapacityLook {
  /** Null, and no runs: the search that was made last. */
  search: string | null
  /** Chosen by themselves; none where a search is looked at. */
  runs: readonly string[]
  /** The search that the one is held against; null: none. */
  against: string | null
  axis: CapacityAxis
  /** Of response times. */
  isLog: boolean
}

/** Parameters as they come from an address: any of them may be missing, or nonsense. */
export interface CapacityLinkParams {
  search?: string
  runs?: string
  against?: string
  x?: string
  scale?: string
}

const RUN = /^[\w~-]{1,100}$/

/** What is wrong in a link is as if it had not been said. */
export function readCapacityLink({ search, runs, against, x, scale }: CapacityLinkParams): CapacityLook {
  const chosen = (runs ?? '')
    .split(',')
    .filter((run) => RUN.test(run))
    .slice(0, MOST_LEVEL_RUNS)
  return {
    search: search !== undefined && RUN.test(search) ? search : null,
    runs: search === undefined || search === '' ? chosen : [],
    against: against !== undefined && RUN.test(against) ? against : null,
    axis: x === 'load' ? 'load' : 'inFlight',
    isLog: scale !== 'linear',
  }
}

/** What is as it is at first is left out. */
export function printCapacityLink({ search, runs, against, axis, isLog }: CapacityLook): TabParams {
  return {
    search: search ?? '',
    runs: search === null ? runs.join(',') : '',
    against: against ?? '',
    x: axis === 'load' ? 'load' : '',
    scale: isLog ? '' : 'linear',
  }
}
