/** The keys of a focused heat of trends: they read cells, and open the series of one. */
import type { Ref } from 'vue'
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import type { ChartAction } from '../../chartKeys.ts'
import { useChartKeys } from '../../useChartKeys.ts'
import type { HeatPlacing } from './useHeatPlace.ts'

const FAR_ROWS = 10

export interface HeatKeys extends HeatPlacing {
  heat: Readonly<Ref<TrendHeatView>>
  pick: () => void
  copy: () => void
  /** Another cell is read. */
  moved: () => void
}

/** @returns the listener for `keydown` of the focused chart */
export function useHeatKeys({ heat, place, move, pick, copy, moved }: HeatKeys): (event: KeyboardEvent) => void {
  const { listener } = useChartKeys()

  function moveBy(rows: number, columns: number): true {
    move(rows, columns)
    moved()
    return true
  }

  function act(action: ChartAction): boolean {
    switch (action.do) {
      case 'move':
        return moveBy(0, action.by)
      case 'moveRow':
        // The first row is on top.
        return moveBy(-action.by, 0)
      case 'halve':
        return moveBy(action.half === 'upper' ? -FAR_ROWS : FAR_ROWS, 0)
      case 'moveToEnd':
        return moveBy(0, action.end === 'first' ? -heat.value.columns : heat.value.columns)
      case 'pick':
        pick()
        return true
      case 'cancel':
        place.value = null
        return true
      case 'copy':
        copy()
        return true
      default:
        return false
    }
  }

  return listener(act)
}
