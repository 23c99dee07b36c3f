/** Changes what people wrote on a run: star, tags, notes. What changed comes back with `runs.changed`. */
import { useToasts } from '../../ui/toasts.ts'
import { useRunView } from './runView.ts'

export interface RunEdit {
  starred?: boolean
  addTags?: string[]
  removeTags?: string[]
  notes?: string | null
}

export function useRunEdit(): {
  /** @returns whether it was kept; the reason why not has been shown */
  edit: (change: RunEdit) => Promise<boolean>
} {
  const { client, id, reload } = useRunView()
  const toasts = useToasts()

  async function edit(change: RunEdit): Promise<boolean> {
    try {
      await client.call('runs.edit', { runs: [id.value], ...change })
      reload()
      return true
    } catch (error) {
      toasts.showFailure('Not kept', error)
      return false
    }
  }

  return { edit }
}
