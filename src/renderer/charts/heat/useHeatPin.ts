/** The pinned cell of a heatmap: where it is now, what is said of it, and its place in the menu. */
import { computed, type ComputedRef } from 'vue'
import type { HeatmapView } from '../../../contract/methods/analysis.ts'
import { usePin, type ChartPin } from '../plot/usePin.ts'
import type { HeatCell } from './heatCell.ts'
import { cellOfPin, heatPinText, pinOf, type HeatPin } from './heatPin.ts'

export interface HeatPinParts {
  /** Null: there is none, or it is not in sight. */
  pinned: ComputedRef<HeatCell | null>
  pinText: ComputedRef<string>
  pinPlace: ChartPin<HeatPin>['place']
}

/** @param cell under the crosshair */
export function useHeatPin(
  input: () => { heatmap: HeatmapView; clockFromUnixMs: number | null },
  cell: () => HeatCell | null,
): HeatPinParts {
  const { pin, place } = usePin<HeatPin>(
    () => {
      const at = cell()
      return at && pinOf(input().heatmap, at)
    },
    (one, other) => one.second === other.second && one.ms === other.ms,
  )
  const pinned = computed(() => pin.value && cellOfPin(input().heatmap, pin.value))
  const pinText = computed(() => {
    const { heatmap, clockFromUnixMs } = input()
    return pinned.value ? heatPinText(heatmap, pinned.value, cell(), clockFromUnixMs) : ''
  })
  return { pinned, pinText, pinPlace: place }
}
