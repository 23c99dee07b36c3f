/** Light or dark, dense or airy: as the user chose, or as the system has it. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../ui/stored.ts'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]
export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

const storedSchema = z.object({ theme: z.enum(THEMES), density: z.enum(DENSITIES) })

export const useTheme = defineStore('theme', () => {
  const stored = readStored('appearance', storedSchema)
  const theme = ref<Theme>(stored?.theme ?? 'system')
  const density = ref<Density>(stored?.density ?? 'comfortable')
  const systemDark = matchMedia('(prefers-color-scheme: dark)')
  const systemContrast = matchMedia('(prefers-contrast: more)')
  const system = ref<Exclude<Theme, 'system'>>('light')

  function readSystem(): void {
    system.value = systemContrast.matches ? 'contrast' : systemDark.matches ? 'dark' : 'light'
  }
  readSystem()
  systemDark.addEventListener('change', readSystem)
  systemContrast.addEventListener('change', readSystem)

  /** What is shown, whoever decided. */
  const resolved = computed(() => (theme.value === 'system' ? system.value : theme.value))
  /** Height of a row in pixels; the same as --row. */
  const rowPx = computed(() => (density.value === 'compact' ? 24 : 28))

  watch(
    [resolved, density],
    () => {
      document.documentElement.dataset['theme'] = resolved.value
      document.documentElement.dataset['density'] = density.value
    },
    { immediate: true, flush: 'sync' },
  )
  watch([theme, density], () => writeStored('appearance', { theme: theme.value, density: density.value }))

  return { theme, density, resolved, rowPx }
})
