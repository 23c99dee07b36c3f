/** What the menu of a chart over time offers at a place of it, whatever the chart: marks, pins, one measure against another. */
import { ChartScatter, Flag, Pin, PinOff } from '@lucide/vue'
import { useCommandRegistry } from '../../app/commands.ts'
import type { ChartPlace, PlaceAction } from '../../charts/frame/chartPlace.ts'
import { MOST_PINS } from './runLink.ts'
import { axesOfLane } from './timeline/axesOfLane.ts'
import { useRunView } from './runView.ts'

export function usePlaceActions(): (place: ChartPlace) => PlaceAction[] {
  const { isLive, pins, section, form, axes, crosshair } = useRunView()
  const commands = useCommandRegistry()

  return ({ time, laneId }) => {
    if (time === undefined) return []
    const { fromS, toS } = time
    const pinned = pins.value.filter((second) => second >= fromS && second < toS)
    const pin: PlaceAction =
      pinned.length > 0
        ? {
            id: 'unpin',
            label: 'Remove the pin in time',
            icon: PinOff,
            run: () => (pins.value = pins.value.filter((second) => !pinned.includes(second))),
          }
        : {
            id: 'pin',
            label: 'Pin the moment',
            icon: Pin,
            disabled: pins.value.length >= MOST_PINS,
            run: () => (pins.value = [...pins.value, Math.floor(fromS)].toSorted((a, b) => a - b)),
          }
    return [
      // The past cannot be marked: a mark is set at the moment it is made.
      ...(isLive.value
        ? [{ id: 'mark', label: 'Mark now…', icon: Flag, shortcut: 'M', run: () => commands.run('run.mark') }]
        : []),
      pin,
      {
        id: 'against',
        label: 'Plot against…',
        icon: ChartScatter,
        run() {
          axes.value = axesOfLane(laneId ?? null, axes.value)
          form.value = 'against'
          crosshair.value = fromS
          section.value = 'timeline'
        },
      },
    ]
  }
}
