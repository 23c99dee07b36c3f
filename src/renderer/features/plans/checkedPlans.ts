/** What checking plans in code has said. Kept while the window is open, and of no worth once the file has changed. */
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import { useHost } from '../../host/useHost.ts'

export const useCheckedPlans = defineStore('checkedPlans', () => {
  const host = useHost()
  const entries = shallowReactive(new Map<string, PlanEntry>())
  /** Why a check could not be made. */
  const failures = shallowReactive(new Map<string, string>())
  const checking = ref<string | null>(null)

  /** Reads the plan anew with all it holds. A later check overtakes an earlier one. */
  async function check(file: string): Promise<void> {
    checking.value = file
    failures.delete(file)
    try {
      entries.set(file, await host.call('plans.check', { file }))
    } catch (error) {
      failures.set(file, error instanceof Error ? error.message : String(error))
    } finally {
      if (checking.value === file) checking.value = null
    }
  }

  /** The listed plan, or what its check said, where that is about the same file. */
  function newest(listed: PlanEntry): PlanEntry {
    const checked = entries.get(listed.file)
    return checked !== undefined && checked.modifiedAtMs === listed.modifiedAtMs ? checked : listed
  }

  return { check, newest, failures, checking }
})
