/** What checking plans in code has said. Kept while the window is open, and of no worth once the file has changed. */
import { defineStore } from 'pinia'
import { ref, shallowReactive } from 'vue'
import type { PlanEntry } from '../../../contract/methods/plans.ts'
import { isCodeFile } from '../../../core/plan/codeFile.ts'
import { useHost } from '../../host/useHost.ts'
import { errorText } from '../../ui/errorText.ts'
import { hasErrors } from './problemText.ts'

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
      failures.set(file, errorText(error))
    } finally {
      if (checking.value === file) checking.value = null
    }
  }

  /** What is known best. A list tells nothing of plans in code, and only the first problems of others; but it is the newer one. */
  function newest(listed: PlanEntry): PlanEntry {
    const checked = entries.get(listed.file)
    if (checked === undefined || checked.modifiedAtMs !== listed.modifiedAtMs) return listed
    return isCodeFile(listed.file) || hasErrors(listed.problems) === hasErrors(checked.problems) ? checked : listed
  }

  function isChecked(plan: PlanEntry): boolean {
    return entries.get(plan.file) === plan
  }

  return { check, newest, isChecked, failures, checking }
})
