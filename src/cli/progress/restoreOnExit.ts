/** Gives a terminal back as it was however the process ends, but by SIGKILL. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Calls `restore` once: when the process ends, when a signal ends it that nobody else listens to, or when the function that is
 * returned is called. Signals that a command handles itself are its own.
 */
export function restoreOnExit(restore: () => void): () => void {
  let done = false
  const once = (): void => {
    if (done) return
    done = true
    process.off('exit', once)
    for (const [signal, listener] of listeners) process.off(signal, listener)
    restore()
  }
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      if (process.listenerCount(signal) > 1) return
      once()
      // Without a listener it does what it does to every process.
      process.kill(process.pid, signal)
    }
    return [signal, listener] as const
  })
  process.on('exit', once)
  for (const [signal, listener] of listeners) process.on(signal, listener)
  return once
}
