/** What somebody prefers to see, kept by the browser. Read by every screen that shows percentiles or time. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { readPreferences, type Preferences, type TimeAxis } from './storedPreferences.ts'

const KEY = 'loadwright.preferences'

export const usePreferences = defineStore('preferences', () => {
  const stored = readPreferences(localStorage.getItem(KEY))
  /** Ascending; 100 stands for the largest value. */
  const percentiles = ref<number[]>(stored.percentiles)
  const timeAxis = ref<TimeAxis>(stored.timeAxis)

  watch(
    [percentiles, timeAxis],
    () => {
      const preferences: Preferences = { version: 1, percentiles: percentiles.value, timeAxis: timeAxis.value }
      localStorage.setItem(KEY, JSON.stringify(preferences))
    },
    { deep: true },
  )
  return { percentiles, timeAxis }
})
