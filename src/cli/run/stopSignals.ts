/**
 * Ctrl-C and the like while scenarios run: the first asks the run to end gracefully, the second to end now, and in both cases what was measured is kept.
 * Engines ignore the signals, which reach the whole group: only this process decides.
 */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import type { RunHandle } from '../../host/runs/startRun.ts'

export interface StopSignals {
  /** The signal that came first; null as long as none has. */
  readonly first: 'sigint' | 'sigterm' | null
  /**
   * Signals go to this run, those that have come already at once.
   * @param told called after the run was told, with 1 and with 2
   * @returns ends it
   */
  attach(run: Pick<RunHandle, 'stop'>, told: (count: number) => void): () => void
  /** As if Ctrl-C was pressed. */
  interrupt(): void
  /** As if it was pressed once in all, or twice. */
  stop(now: boolean): void
  dispose(): void
}

export function watchSignals(): StopSignals {
  let first: StopSignals['first'] = null
  let count = 0
  let passOn: (() => void) | null = null
  let wasAttached = false

  function receive(signal: 'sigint' | 'sigterm'): void {
    first ??= signal
    count++
    // Nothing was measured yet, and somebody is in a hurry. Later, reports are still to be written: that takes a moment only.
    if (!wasAttached && count > 1) process.exit(EXIT_CODES[first])
    passOn?.()
  }

  const onInterrupt = (): void => receive('sigint')
  const onTerminate = (): void => receive('sigterm')
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return {
    get first() {
      return first
    },
    attach(run, told) {
      let passedOn = 0
      wasAttached = true
      passOn = () => {
        while (passedOn < Math.min(count, 2)) {
          passedOn++
          run.stop(first ?? 'sigint')
          told(passedOn)
        }
      }
      passOn()
      return () => {
        passOn = null
      }
    },
    interrupt: onInterrupt,
    stop(now) {
      while (count < (now ? 2 : 1)) receive('sigint')
    },
    dispose() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
}
