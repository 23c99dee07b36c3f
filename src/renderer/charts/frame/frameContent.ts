/** What a chart gives to the frame around it: its picture for files, its numbers as a table, the place that its menu is about. */
import { inject, onBeforeUnmount, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { ChartOption, Size } from '../echartsParts.ts'
import type { Cell } from '../csv.ts'
import type { ChartPlace } from './chartPlace.ts'

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
  /** Where the crosshair is; null: nowhere. */
  place(): ChartPlace | null
}

export interface Frame {
  /** Null while there is no chart. Of several, the one whose menu was opened last. */
  content: ShallowRef<FrameContent | null>
  /** The menu was asked for on the chart, and not beside it. */
  isAtPlace: ShallowRef<boolean>
}

const KEY: InjectionKey<Frame> = Symbol('frame of a chart')

/** For the frame. */
export function provideFrame(): Frame {
  const frame: Frame = { content: shallowRef(null), isAtPlace: shallowRef(false) }
  provide(KEY, frame)
  return frame
}

/**
 * For a chart: gives its content to the frame, where there is one.
 *
 * @returns to be called for `contextmenu` on the chart: its place is asked for when the menu opens
 */
export function useFrame(content: FrameContent): () => void {
  const frame = inject(KEY, null)
  if (frame === null) return () => {}
  frame.content.value = content
  onBeforeUnmount(() => {
    if (frame.content.value === content) frame.content.value = null
  })
  return () => {
    frame.content.value = content
    frame.isAtPlace.value = true
  }
}
