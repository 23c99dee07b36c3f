/** A small picture on a canvas of its own: sharp on any screen, drawn while it can be seen and when something changed. */
import { onMounted, watchPostEffect, type Ref } from 'vue'
import { useChartTheme, type ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import { useElementSize } from '../useElementSize.ts'
import { useVisible } from '../useVisible.ts'

export type Paint = (context: CanvasRenderingContext2D, size: Size, theme: ChartTheme) => void

/** @param paint in CSS pixels, on a cleared canvas; asked again when what it read changes */
export function useCanvas(canvas: Readonly<Ref<HTMLCanvasElement | null>>, paint: Paint): void {
  const size = useElementSize(canvas)
  const isVisible = useVisible(canvas)
  const theme = useChartTheme()

  onMounted(() => {
    watchPostEffect(() => {
      const { widthPx, heightPx } = size.value
      const context = canvas.value?.getContext('2d')
      if (!isVisible.value || widthPx === 0 || heightPx === 0 || !canvas.value || !context) return
      const ratio = window.devicePixelRatio
      // Setting the size clears it.
      canvas.value.width = Math.round(widthPx * ratio)
      canvas.value.height = Math.round(heightPx * ratio)
      context.scale(ratio, ratio)
      paint(context, size.value, theme.value)
    })
  })
}
