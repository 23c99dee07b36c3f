/** Nothing that goes wrong is swallowed: it is shown once, with details to copy, and stays in the browser's console. */
import type { App } from 'vue'
import { ConnectionLost, RemoteError } from '../../contract/rpc/remoteError.ts'
import { useToasts, type Toast } from '../ui/toasts.ts'

const MAX_TEXT = 400

/** What the user is told of it; null for what was only called off. */
export function faultToast(error: unknown): Omit<Toast, 'action'> | null {
  if (!(error instanceof Error))
    return { tone: 'fail', title: 'Unexpected error', text: String(error).slice(0, MAX_TEXT) }
  if (error.name === 'AbortError') return null
  const text = error.message.slice(0, MAX_TEXT)
  if (error instanceof ConnectionLost) return { tone: 'warn', title: 'No answer from the host', text }
  if (error instanceof RemoteError) return { tone: 'fail', title: 'The host refused', text }
  return { tone: 'fail', title: 'Unexpected error', text }
}

/** For reports: what, where, since when it was written. */
export function faultDetails(error: unknown, where: string, atMs: number): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error)
  return [`Loadwright, ${new Date(atMs).toISOString()}`, where, what].join('\n')
}

export function showFaults(app: App): void {
  const toasts = useToasts()

  function report(error: unknown, where: string): void {
    const toast = faultToast(error)
    if (toast === null) return
    console.error(where, error)
    const details = faultDetails(error, where, Date.now())
    toasts.show({ ...toast, action: { label: 'Copy details', run: () => navigator.clipboard.writeText(details) } })
  }

  app.config.errorHandler = (error, _, where) => report(error, `in ${where}`)
  addEventListener('error', (event) => {
    // Told by browsers when layout takes two rounds; nothing is wrong then.
    if (!event.message.includes('ResizeObserver loop')) report(event.error ?? event.message, 'in the window')
  })
  addEventListener('unhandledrejection', (event) => report(event.reason, 'in a promise'))
}
