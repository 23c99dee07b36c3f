/** The parts of the window around the views that can be hidden, the side bar, the panel and the inspector: whether they are there, and how large. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../ui/stored.ts'

export const WINDOW_PARTS = ['side', 'panel', 'inspector'] as const
export type WindowPart = (typeof WINDOW_PARTS)[number]

export const PANEL_TABS = ['problems', 'log', 'errors'] as const
export type PanelTab = (typeof PANEL_TABS)[number]

/** In pixels: the width of the side bar and of the inspector, the height of the panel. */
export const PART_SIZES = {
  side: { first: 264, least: 180, most: 600 },
  panel: { first: 260, least: 120, most: 900 },
  inspector: { first: 360, least: 280, most: 760 },
} as const satisfies Record<WindowPart, { first: number; least: number; most: number }>

const KEY = 'parts'

function partSchema({ least, most }: { least: number; most: number }) {
  return z.object({ isOpen: z.boolean(), px: z.number().min(least).max(most) })
}
const storedSchema = z.object({
  side: partSchema(PART_SIZES.side),
  panel: partSchema(PART_SIZES.panel),
  // Kept by versions that had no inspector, the rest holds.
  inspector: partSchema(PART_SIZES.inspector).extend({ isChosen: z.boolean() }).optional(),
  tab: z.enum(PANEL_TABS),
})

export const useWindowParts = defineStore('windowParts', () => {
  const stored = readStored(KEY, storedSchema)
  const side = ref(stored?.side ?? { isOpen: false, px: PART_SIZES.side.first })
  const panel = ref(stored?.panel ?? { isOpen: false, px: PART_SIZES.panel.first })
  /** Chosen: somebody has shown or hidden it; else it shows itself when there is something to tell. */
  const inspector = ref(stored?.inspector ?? { isOpen: false, px: PART_SIZES.inspector.first, isChosen: false })
  /** What the panel shows. */
  const tab = ref<PanelTab>(stored?.tab ?? 'problems')
  const parts = { side, panel, inspector }

  watch(
    [side, panel, inspector, tab],
    () => writeStored(KEY, { side: side.value, panel: panel.value, inspector: inspector.value, tab: tab.value }),
    { deep: true },
  )

  function setOpen(part: WindowPart, isOpen: boolean): void {
    parts[part].value.isOpen = isOpen
    if (part === 'inspector') inspector.value.isChosen = true
  }

  /** There is something to tell: the inspector is shown, unless somebody wanted it hidden. */
  function suggestInspector(): void {
    if (!inspector.value.isChosen) inspector.value.isOpen = true
  }

  /** @param px as it is wanted: it is kept within what is of use */
  function resize(part: WindowPart, px: number): void {
    const { least, most } = PART_SIZES[part]
    parts[part].value.px = Math.round(Math.min(most, Math.max(least, px)))
  }

  return { side, panel, inspector, tab, setOpen, suggestInspector, resize }
})
