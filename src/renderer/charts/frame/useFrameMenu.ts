/** The menu of a chart: what can be done at a place of it, and with all of it. */
import {
  ArrowLeftToLine,
  ArrowRightToLine,
  Copy,
  FileSpreadsheet,
  ImageDown,
  Maximize,
  Pin,
  PinOff,
  Table2,
} from '@lucide/vue'
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useCommandRegistry } from '../../app/commands.ts'
import type { MenuItem } from '../../ui/menuItem.ts'
import { useToasts } from '../../ui/toasts.ts'
import type { ChartTheme } from '../chartTheme.ts'
import { csvFile } from '../csv.ts'
import type { ChartPlace, PlaceAction } from './chartPlace.ts'
import type { ChartTable, Frame } from './frameContent.ts'
import { saveFile } from '../../ui/saveFile.ts'
import { fileName } from './fileName.ts'

/** Not before somebody wants a file: charts that draw themselves do without ECharts. */
const exporting = () => import('./exportPicture.ts')

export interface FrameMenuParts {
  frame: Frame
  theme: Readonly<Ref<ChartTheme>>
  words: () => { title: string; scope: string }
  /** Null: it has none. */
  table: () => ChartTable | null
  hasTable: Readonly<Ref<boolean>>
  isTable: Ref<boolean>
  /** Of whoever shows the chart. */
  placeActions: (place: ChartPlace) => PlaceAction[]
  toggleFullScreen: () => Promise<void>
}

export interface FrameMenu {
  /** Of the button in the head. */
  items: ComputedRef<MenuItem[]>
  /** Of the menu at the pointer; to be asked when it opens. */
  itemsHere(): MenuItem[]
  pick(id: string): Promise<void>
}

export function useFrameMenu(parts: FrameMenuParts): FrameMenu {
  const { frame, theme, words, table, hasTable, isTable, placeActions, toggleFullScreen } = parts
  const toasts = useToasts()
  const { shortcutOf } = useCommandRegistry()
  const here = shallowRef<PlaceAction[]>([])

  const items = computed((): MenuItem[] => {
    const isEmpty = frame.content.value === null
    return [
      {
        id: 'table',
        label: 'View as table',
        icon: Table2,
        shortcut: shortcutOf('chart.table'),
        checked: isTable.value,
        disabled: !hasTable.value,
      },
      { id: 'fullscreen', label: 'Full screen', icon: Maximize, shortcut: shortcutOf('chart.fullScreen') },
      'separator',
      { id: 'png', label: 'Save as PNG', icon: ImageDown, disabled: isEmpty },
      { id: 'svg', label: 'Save as SVG', icon: ImageDown, disabled: isEmpty },
      { id: 'csv', label: 'Save as CSV', icon: FileSpreadsheet, disabled: !hasTable.value },
    ]
  })

  async function run(id: string): Promise<void> {
    const content = frame.content.value
    const { title } = words()
    switch (id) {
      case 'table':
        isTable.value = !isTable.value
        return
      case 'fullscreen':
        return toggleFullScreen()
      case 'png':
        if (content)
          saveFile(fileName(title, 'png'), await (await exporting()).pngPicture(content, words(), theme.value))
        return
      case 'svg':
        if (content)
          saveFile(fileName(title, 'svg'), svgBlob((await exporting()).svgPicture(content, words(), theme.value)))
        return
      case 'csv':
        return saveCsv(title, table())
      default:
        here.value.find((action) => action.id === id)?.run()
    }
  }

  return {
    items,
    itemsHere() {
      const place = frame.isAtPlace.value ? (frame.content.value?.place() ?? null) : null
      here.value = place === null ? [] : [...ownActions(place, shortcutOf), ...placeActions(place)]
      return here.value.length === 0 ? items.value : [...here.value, 'separator', ...items.value]
    },
    async pick(id) {
      try {
        await run(id)
      } catch (error) {
        toasts.showFailure(`${words().title} was not saved.`, error)
      }
    },
  }
}

/** What every chart can do at a place. */
function ownActions(
  { name, copy, time, pin }: ChartPlace,
  shortcutOf: (command: string) => string | undefined,
): PlaceAction[] {
  return [
    { id: 'copy', label: `Copy values at ${name}`, icon: Copy, shortcut: shortcutOf('chart.copy'), run: copy },
    ...(pin === undefined
      ? []
      : [
          {
            id: 'hold',
            label: pin.isPinned ? 'Remove the pin' : `Pin ${name} to compare`,
            icon: pin.isPinned ? PinOff : Pin,
            run: pin.toggle,
          },
        ]),
    ...(time === undefined
      ? []
      : [
          {
            id: 'begin',
            label: 'Window begins here',
            icon: ArrowRightToLine,
            shortcut: shortcutOf('chart.windowStart'),
            run: time.begin,
          },
          {
            id: 'end',
            label: 'Window ends here',
            icon: ArrowLeftToLine,
            shortcut: shortcutOf('chart.windowEnd'),
            run: time.end,
          },
        ]),
  ]
}

function svgBlob(svg: string): Blob {
  return new Blob([svg], { type: 'image/svg+xml' })
}

function saveCsv(title: string, shown: ChartTable | null): void {
  if (shown === null) return
  saveFile(fileName(title, 'csv'), csvFile(shown.columns, shown.rows()))
}
