/** Whether the palette is open, and what it looks for. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

/** What can be opened, or what can be done. */
export type PaletteMode = 'things' | 'commands'

/** Typed first, it looks for commands: as in editors. */
export const COMMAND_SIGN = '>'

export const usePalette = defineStore('palette', () => {
  const isOpen = ref(false)
  const text = ref('')
  const isSheetOpen = ref(false)

  function open(mode: PaletteMode): void {
    text.value = mode === 'commands' ? COMMAND_SIGN : ''
    isOpen.value = true
  }

  return { isOpen, text, isSheetOpen, open }
})
