/** The runs that are open in tabs, each with what it looks at: for parts of the window that tell more of the one that is worked with. */
import { defineStore } from 'pinia'
import { onScopeDispose, shallowReactive } from 'vue'
import type { RunAnswers } from './runAnswers.ts'
import type { RunLookStore } from './runView.ts'

export interface OpenRun {
  /** Of this opening: a run that is closed and opened again is another one. */
  readonly number: number
  readonly store: RunLookStore
  readonly answers: RunAnswers
}

export const useOpenRuns = defineStore('openRuns', () => {
  const byTab = shallowReactive(new Map<string, OpenRun>())
  let last = 0

  /** Until the component that calls it is gone. */
  function announce(tab: string, store: RunLookStore, answers: RunAnswers): void {
    const own: OpenRun = { number: ++last, store, answers }
    byTab.set(tab, own)
    onScopeDispose(() => {
      if (byTab.get(tab) === own) byTab.delete(tab)
    })
  }

  /** Null: the tab shows no run, or is only just opening it. */
  function inTab(tab: string | null): OpenRun | null {
    return tab === null ? null : (byTab.get(tab) ?? null)
  }

  return { announce, inTab }
})
