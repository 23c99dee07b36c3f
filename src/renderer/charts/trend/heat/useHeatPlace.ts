/** The cell of a heat of trends that is read: where keys lead from it, and that it stays in sight. */
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { TrendHeatView } from '../../../../contract/methods/trends.ts'
import { movedStep } from '../../brushWindow.ts'
import { scrolledTo, type HeatLayout, type HeatPlace } from './heatLayout.ts'

export interface HeatPlacing {
  /** Null: none is read. */
  place: ShallowRef<HeatPlace | null>
  /** So many rows down and columns to the right; stays within the heat. */
  move: (rows: number, columns: number) => void
}

/** @param area what is scrolled */
export function useHeatPlace(
  heat: Readonly<Ref<TrendHeatView>>,
  layout: Readonly<Ref<HeatLayout>>,
  area: Readonly<Ref<HTMLElement | null>>,
): HeatPlacing {
  const place = shallowRef<HeatPlace | null>(null)
  // Other cells, or as many others.
  watch(heat, () => (place.value = null))

  return {
    place,
    move(rows, columns) {
      // The first key chooses where to begin.
      const now = place.value ?? { row: layout.value.from, column: columns > 0 ? -1 : heat.value.columns }
      const row = rows === 0 || place.value === null ? now.row : movedStep(now.row, rows, heat.value.rows.length)
      // The newest build is asked for most.
      const column =
        columns === 0 && place.value === null
          ? heat.value.columns - 1
          : movedStep(now.column, columns, heat.value.columns)
      if (row === null || column === null) return
      place.value = { row, column }
      const first = scrolledTo(row, layout.value)
      if (first !== layout.value.from && area.value !== null) area.value.scrollTop = first * layout.value.rowPx
    },
  }
}
