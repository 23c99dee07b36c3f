/** Saves the reports of the selected runs: how many are made, and a way to give it up. */
import { onScopeDispose, shallowRef, type Ref } from 'vue'
import { MOST_REPORTS, type ReportFileFormat } from '../../../contract/methods/reports.ts'
import { useHost } from '../../host/useHost.ts'
import { formatCount } from '../../ui/format.ts'
import { useToasts } from '../../ui/toasts.ts'
import { saveReport } from '../run/reportFormats.ts'

export interface RunReports {
  /** Null: none are being made. */
  progress: Readonly<Ref<{ done: number; of: number } | null>>
  save: (runs: readonly string[], format: ReportFileFormat) => void
  cancel: () => void
}

export function useRunReports(): RunReports {
  const host = useHost()
  const toasts = useToasts()
  const progress = shallowRef<{ done: number; of: number } | null>(null)
  let unsubscribe: (() => void) | null = null

  function cancel(): void {
    unsubscribe?.()
    unsubscribe = null
    progress.value = null
  }

  function save(runs: readonly string[], format: ReportFileFormat): void {
    cancel()
    if (runs.length > MOST_REPORTS) {
      toasts.show({ tone: 'info', title: `Reports are made of ${MOST_REPORTS} runs at once: select fewer.` })
      return
    }
    progress.value = { done: 0, of: runs.length }
    unsubscribe = host.subscribe(
      'runs.reports',
      { runs: [...runs], format },
      {
        value(news) {
          if (news.kind === 'making') {
            progress.value = { done: news.done, of: news.of }
            return
          }
          saveReport(news)
          if (news.left > 0)
            toasts.show({
              tone: 'warn',
              title: `${formatCount(news.left)} of ${formatCount(runs.length)} runs are not in it`,
              text: 'They go on, or were deleted, or cannot be read.',
            })
        },
        ended(error) {
          unsubscribe = null
          progress.value = null
          if (error !== null) toasts.showFailure('The reports could not be made', error)
        },
      },
    )
  }

  onScopeDispose(cancel)
  return { progress, save, cancel }
}
