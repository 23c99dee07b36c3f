/**
 * Notices code of the user's that keeps the event loop to itself: for a second, which bends what is measured and is told as an
 * error with its place; and for good, where nothing else would ever end it.
 */
import { relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

export interface StallWatcherData {
  beats: SharedArrayBuffer
  /** Of the plan, with a slash at its end. */
  folderUrl: string
  turnMs: number
  /** Turns without a beat. */
  stallTurns: number
  stuckTurns: number
}

/** Line and column are 1-based. */
export interface StallReport {
  kind: 'stall' | 'stuck'
  url: string
  line: number
  column: number
}

export interface CodePlace {
  /** Relative to the plan's folder. */
  file: string
  line: number
  column: number
}

export interface StallWatchOptions {
  /** The module of the thread. */
  watcher: URL
  /** Of the plan, absolute. */
  folder: string
  /** Code has kept everything else waiting for more than a second, and may still. */
  onStall: (place: CodePlace) => void
  /** Code did not end by itself, and was ended. */
  onStuck: (place: CodePlace) => void
}

const BEAT_MS = 100
const TURN_MS = 250
const STALL_S = 1
export const STUCK_S = 5

export function watchForStalls({ watcher, folder, onStall, onStuck }: StallWatchOptions): { close(): void } {
  const beats = new SharedArrayBuffer(4)
  const beat = new Int32Array(beats)
  const timer = setInterval(() => Atomics.add(beat, 0, 1), BEAT_MS)
  timer.unref()
  const workerData: StallWatcherData = {
    beats,
    folderUrl: `${pathToFileURL(folder).href}/`,
    turnMs: TURN_MS,
    stallTurns: (STALL_S * 1000) / TURN_MS,
    stuckTurns: (STUCK_S * 1000) / TURN_MS,
  }
  const worker = new Worker(watcher, { workerData })
  worker.unref()
  worker.on('message', ({ kind, url, line, column }: StallReport) => {
    const file = relative(folder, fileURLToPath(url)).replaceAll(sep, '/')
    if (kind === 'stuck') onStuck({ file, line, column })
    else onStall({ file, line, column })
  })
  return {
    close: () => {
      clearInterval(timer)
      void worker.terminate()
    },
  }
}
