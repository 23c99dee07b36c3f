/** Opens the comparison of runs. */
import { useTabs } from '../../app/tabs.ts'
import { useToasts } from '../../ui/toasts.ts'
import { comparedRuns, type ComparedRun } from './comparedRuns.ts'

/** @returns takes runs in the order in which they were selected */
export function useCompareRuns(): (runs: readonly ComparedRun[]) => void {
  const tabs = useTabs()
  const toasts = useToasts()
  return (runs) => {
    const params = comparedRuns(runs)
    if (params !== null) tabs.open('compare', params)
    else toasts.show({ tone: 'info', title: 'These runs have not ended with something to compare.' })
  }
}
