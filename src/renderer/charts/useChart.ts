/** One ECharts instance in an element: made, sized, drawn while it can be seen, disposed of. */
import { onBeforeUnmount, onMounted, watch, type Ref, type WatchStopHandle } from 'vue'
import { createChart, type Chart, type ChartOption, type Size } from './echartsParts.ts'
import { useVisible } from './useVisible.ts'

export interface ChartPicture {
  option: ChartOption
  /** Same text, same axes and series: only values are new, and nothing is built again. */
  structure: string
}

/**
 * @param size of the element; nothing is drawn at 0
 * @param picture is asked again when what it read changes, and never while the chart cannot be seen
 */
export function useChart(
  element: Readonly<Ref<HTMLElement | null>>,
  size: Readonly<Ref<Size>>,
  picture: () => ChartPicture,
): void {
  const isVisible = useVisible(element)
  let chart: Chart | null = null
  let structure: string | null = null
  let drawn: Size = { widthPx: 0, heightPx: 0 }

  function draw(next: ChartPicture): void {
    const host = element.value
    if (host === null) return
    const { widthPx, heightPx } = size.value
    if (chart === null) {
      chart = createChart(host, size.value)
      structure = null
    } else if (widthPx !== drawn.widthPx || heightPx !== drawn.heightPx) {
      chart.resize({ width: widthPx, height: heightPx })
    }
    drawn = size.value
    chart.setOption(next.option, {
      lazyUpdate: true,
      silent: true,
      ...(structure === next.structure ? {} : { replaceMerge: ['grid', 'xAxis', 'yAxis', 'series'] }),
    })
    structure = next.structure
  }

  let stop: WatchStopHandle | null = null
  onMounted(() => {
    stop = watch(
      () => (isVisible.value && size.value.widthPx > 0 && size.value.heightPx > 0 ? picture() : null),
      (next) => {
        if (next !== null) draw(next)
      },
      { immediate: true, flush: 'post' },
    )
  })
  onBeforeUnmount(() => {
    stop?.()
    chart?.dispose()
    chart = null
  })
}
