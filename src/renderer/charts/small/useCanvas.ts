/** A picture on a canvas of its own: sharp on any screen, drawn while it can be seen and when something changed, at most once a frame. */
import { effect, onBeforeUnmount, onMounted, stop, type ReactiveEffectRunner, type Ref } from 'vue'
import { useChartTheme, type ChartTheme } from '../chartTheme.ts'
import type { Size } from '../echartsParts.ts'
import { useElementSize } from '../useElementSize.ts'
import { useVisible } from '../useVisible.ts'

export type Paint = (context: CanvasRenderingContext2D, size: Size, theme: ChartTheme) => void

/** @param paint in CSS pixels, on a cleared canvas; asked again when what it read changes, in the next frame */
export function useCanvas(canvas: Readonly<Ref<HTMLCanvasElement | null>>, paint: Paint): void {
  const size = useElementSize(canvas)
  const isVisible = useVisible(canvas)
  const theme = useChartTheme()
  let frame = 0
  let runner: ReactiveEffectRunner | null = null

  function draw(): void {
    const { widthPx, heightPx } = size.value
    const element = canvas.value
    if (!isVisible.value || widthPx === 0 || heightPx === 0 || element === null) return
    const context = element.getContext('2d')
    if (context === null) return
    const ratio = window.devicePixelRatio
    const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)]
    if (element.width === width && element.height === height) context.reset()
    else {
      // Setting the size clears it, and takes new memory for it.
      element.width = width
      element.height = height
    }
    context.scale(ratio, ratio)
    paint(context, size.value, theme.value)
  }

  onMounted(() => {
    const own = effect(draw, {
      // Not in the task that brought the change: whoever waits for that one need not wait for the picture, too.
      scheduler() {
        if (frame !== 0) return
        frame = requestAnimationFrame(() => {
          frame = 0
          own()
        })
      },
    })
    runner = own
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    if (runner !== null) stop(runner)
  })
}
