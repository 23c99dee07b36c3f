/** Axes of values that show a part: zoomed by a drag or by keys, one lane at a time, until they are reset. Kept by nothing but the chart. */
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Scale } from '../axis/scale.ts'
import { scaleText, zoomedScale } from '../axis/zoomedScale.ts'
import type { Box } from '../painting/shapes.ts'
import { placeLanes, zoomOf, type LaneChart, type PlacedLane } from './laneChart.ts'
import type { LaneLayout } from './laneLayout.ts'

export interface ZoomChip {
  laneId: string
  title: string
  /** `20 ms–1 s`. */
  text: string
  /** Of the lane. */
  box: Box
}

export interface LaneZoom {
  zooms: Readonly<Ref<ReadonlyMap<string, Scale>>>
  /** Plots of the lanes that have an axis of values. */
  boxes: ComputedRef<Box[]>
  chips: ComputedRef<ZoomChip[]>
  /** What was dragged in the n-th of `boxes`. */
  drag(index: number, fromY: number, toY: number): void
  /** The upper or lower half of the axis that keys change. @returns what is to be said */
  halve(half: 'upper' | 'lower'): string
  /** Keys change the axis of the next lane. @returns what is to be said */
  next(): string
  /** @param laneId all of them without one. @returns whether there was something to reset */
  reset(laneId?: string): boolean
}

export function useLaneZoom(
  chart: () => Omit<LaneChart, 'zooms'>,
  layout: Readonly<Ref<LaneLayout>>,
  /** Lane that keys are about. */
  laneId: Ref<string | null>,
): LaneZoom {
  const zooms = shallowRef<ReadonlyMap<string, Scale>>(new Map())
  let isAnnounced = false

  const lanes = computed(() => chart().lanes.filter(({ kind }) => kind === 'values'))
  const boxes = computed(() =>
    chart().lanes.flatMap((lane, index) => {
      const box = layout.value.boxes[index]
      return lane.kind === 'values' && box !== undefined ? [box] : []
    }),
  )

  /** Placed only when it is zoomed: scales are looked up in all values. */
  function placedOf(id: string | undefined): PlacedLane | undefined {
    return placeLanes({ ...chart(), zooms: zooms.value }, layout.value).find(({ lane }) => lane.id === id)
  }

  function zoom(placed: PlacedLane, a: number, b: number): void {
    const next = zoomedScale(placed.scale, a, b)
    if (next !== placed.scale) zooms.value = new Map(zooms.value).set(placed.lane.id, next)
  }

  /** The one that was chosen, else the highest. */
  function keyLane(): PlacedLane | undefined {
    const highest = lanes.value.toSorted((a, b) => weightOf(b) - weightOf(a))[0]
    return placedOf(lanes.value.find(({ id }) => id === laneId.value)?.id ?? highest?.id)
  }

  const chips = computed(() =>
    chart().lanes.flatMap((lane, index): ZoomChip[] => {
      const scale = zoomOf({ zooms: zooms.value }, lane)
      const box = layout.value.boxes[index]
      if (scale === null || lane.kind !== 'values' || box === undefined) return []
      return [{ laneId: lane.id, title: lane.title, text: scaleText(scale, lane.unit), box }]
    }),
  )

  return {
    zooms,
    boxes,
    chips,
    drag(index, fromY, toY) {
      const placed = placedOf(lanes.value[index]?.id)
      if (placed === undefined) return
      const fraction = (y: number) => 1 - (y - placed.box.topPx) / placed.box.heightPx
      zoom(placed, fraction(fromY), fraction(toY))
    },
    halve(half) {
      const placed = keyLane()
      if (placed?.lane.kind !== 'values') return ''
      zoom(placed, half === 'upper' ? 0.5 : 0, half === 'upper' ? 1 : 0.5)
      const scale = placedOf(placed.lane.id)?.scale ?? placed.scale
      return `${placed.lane.title}: y axis ${scaleText(scale, placed.lane.unit)}.`
    },
    next() {
      const at = lanes.value.findIndex(({ id }) => id === keyLane()?.lane.id)
      // The first key only says which one it is.
      const lane = lanes.value[(isAnnounced ? at + 1 : at) % lanes.value.length]
      isAnnounced = true
      laneId.value = lane?.id ?? null
      return lane === undefined ? '' : `Keys change the y axis of ${lane.title}.`
    },
    reset(id) {
      const isThere = chips.value.some(({ laneId: each }) => id === undefined || each === id)
      zooms.value = new Map(id === undefined ? [] : [...zooms.value].filter(([each]) => each !== id))
      return isThere
    },
  }
}

function weightOf(lane: LaneChart['lanes'][number]): number {
  return lane.kind === 'values' ? lane.weight : 0
}
