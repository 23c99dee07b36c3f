/** What a chart gives to the frame around it: its picture for files, and its numbers as a table. */
import { inject, onBeforeUnmount, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { ChartOption, Size } from '../echartsParts.ts'
import type { Cell } from '../csv.ts'

export interface ChartTable {
  columns: string[]
  rows(): Cell[][]
}

/** A name and how its line looks. */
export interface LegendEntry {
  name: string
  color: string
}

export interface FrameContent {
  table(): ChartTable
  /** The chart as it is shown, with room for a head above it. */
  picture(headPx: number): { option: ChartOption; size: Size; legend: LegendEntry[] }
}

const KEY: InjectionKey<ShallowRef<FrameContent | null>> = Symbol('chart in a frame')

/** For the frame: what the chart in it gives, null while there is none. */
export function provideFrame(): ShallowRef<FrameContent | null> {
  const content = shallowRef<FrameContent | null>(null)
  provide(KEY, content)
  return content
}

/** For a chart: gives its content to the frame, where there is one. */
export function useFrame(content: FrameContent): void {
  const frame = inject(KEY, null)
  if (frame === null) return
  frame.value = content
  onBeforeUnmount(() => {
    if (frame.value === content) frame.value = null
  })
}
