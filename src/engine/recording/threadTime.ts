/** What the system's scheduler knows of the engine's thread: how long it ran, and how long it had work and had to wait. */
import { closeSync, openSync, readSync } from 'node:fs'

export interface ThreadTime {
  /** ms on a processor so far. */
  ranMs: number
  /** ms on a run queue so far: ready to run, and no processor. */
  waitedMs: number
  /** Brings both up to now; costs some 2 µs. */
  update(): void
  close(): void
}

/** Of the thread that calls; null where there is no /proc (macOS, Windows) or the kernel keeps no such count. */
export function openThreadTime(): ThreadTime | null {
  let file: number
  try {
    file = openSync('/proc/thread-self/schedstat', 'r')
  } catch {
    return null
  }
  const bytes = Buffer.alloc(100)
  const time: ThreadTime = {
    ranMs: 0,
    waitedMs: 0,
    // proc(5): nanoseconds on the processor, nanoseconds waiting on a run queue, number of time slices.
    update() {
      const [ran, waited] = bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0)).split(' ', 2)
      time.ranMs = Number(ran) / 1e6
      time.waitedMs = Number(waited) / 1e6
    },
    close: () => closeSync(file),
  }
  time.update()
  // A kernel without CONFIG_SCHED_INFO says nothing but zeros, and this process has run.
  if (time.ranMs > 0) return time
  time.close()
  return null
}
