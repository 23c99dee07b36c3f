/** Only the rows that are seen are there: for lists whose rows are all of the same height. */
import { useVirtualizer, type Virtualizer } from '@tanstack/vue-virtual'
import { computed, watch, type Ref } from 'vue'
import { useTheme } from '../app/theme.ts'

export interface VirtualRowsOptions {
  count: () => number
  scroller: Readonly<Ref<HTMLElement | null>>
  /** What lies over the rows at the upper and the lower edge, in pixels. */
  coveredPx?: () => { top: number; bottom: number }
  /** Height of a row, in pixels; as rows of tables have it when it is left out. */
  rowPx?: number
}

export function useVirtualRows({
  count,
  scroller,
  coveredPx,
  rowPx,
}: VirtualRowsOptions): Ref<Virtualizer<HTMLElement, HTMLElement>> {
  const theme = useTheme()
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => {
      const covered = coveredPx?.() ?? { top: 0, bottom: 0 }
      return {
        count: count(),
        getScrollElement: () => scroller.value,
        estimateSize: () => rowPx ?? theme.rowPx,
        overscan: 8,
        scrollPaddingStart: covered.top,
        scrollPaddingEnd: covered.bottom,
      }
    }),
  )
  watch(
    () => theme.rowPx,
    () => virtualizer.value.measure(),
  )
  return virtualizer
}
