/** The sections of a run, with what is in them. */
import type { ComputedRef } from 'vue'
import { formatShort } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'
import type { RunAnswers } from './runAnswers.ts'
import { RUN_SECTIONS, type RunSection } from './runLink.ts'
import type { RunLookStore } from './runView.ts'
import { isSameList, steadyComputed } from './steadyComputed.ts'

export const SECTION_NAMES: Readonly<Record<RunSection, string>> = {
  overview: 'Overview',
  timeline: 'Timeline',
  latency: 'Latency',
  endpoints: 'Endpoints',
  errors: 'Errors',
  slow: 'Slow requests',
  generator: 'Generator',
  setup: 'Set-up & log',
  compare: 'Compare windows',
}

export interface SectionTab {
  value: string
  label: string
  badge?: string
  tone?: Tone
}

export function useSectionTabs(
  { tick }: RunLookStore,
  { numbers, isTickOfWindow }: RunAnswers,
): ComputedRef<SectionTab[]> {
  return steadyComputed(
    () =>
      RUN_SECTIONS.map((section): SectionTab => {
        const tab = { value: section, label: SECTION_NAMES[section] }
        const counted = isTickOfWindow.value && tick.value ? tick.value.run : numbers.data.value?.totals
        const failures = counted?.failures ?? 0
        if (section === 'errors' && failures > 0) return { ...tab, badge: formatShort(failures) }
        const endpoints = numbers.data.value?.endpoints.length ?? 0
        if (section === 'endpoints' && endpoints > 0) return { ...tab, badge: formatShort(endpoints) }
        return tab
      }),
    isSameList,
  )
}
