/** What somebody prefers to see. Read by every screen that shows percentiles or time. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { readStored, writeStored } from '../../ui/stored.ts'
import { DEFAULT_PREFERENCES, preferencesSchema, type TimeAxis } from './storedPreferences.ts'

const KEY = 'preferences'

export const usePreferences = defineStore('preferences', () => {
  const stored = readStored(KEY, preferencesSchema) ?? DEFAULT_PREFERENCES
  /** Ascending, never empty; 100 stands for the largest value. */
  const percentiles = ref<readonly number[]>(stored.percentiles)
  /** How time is shown in charts: since the start, or by the clock. */
  const timeAxis = ref<TimeAxis>(stored.timeAxis)
  /** Whether the head of a run has its facts in full. */
  const showsRunDetails = ref(stored.showsRunDetails)

  watch([percentiles, timeAxis, showsRunDetails], () =>
    writeStored(KEY, {
      percentiles: percentiles.value,
      timeAxis: timeAxis.value,
      showsRunDetails: showsRunDetails.value,
    }),
  )

  function toggleTimeAxis(): void {
    timeAxis.value = timeAxis.value === 'clock' ? 'elapsed' : 'clock'
  }

  return { percentiles, timeAxis, showsRunDetails, toggleTimeAxis }
})
