/** The runs that this host makes at the moment: who watches them, and how they are stopped. */
import type { ActiveRun } from '../../contract/methods/runs.ts'
import type { RunTick } from '../../contract/runTick.ts'
import type { SteeringAction, SteeringAnswer } from '../../contract/steering.ts'
import type { SteeredBy } from '../../core/report/report.ts'
import type { RunHandle } from '../runs/startRun.ts'
import { createBroadcast } from './broadcast.ts'

export interface ActiveRuns {
  /** Lists it until it has ended. */
  add(handle: RunHandle, about: Omit<ActiveRun, 'id' | 'plannedMs' | 'startedAtMs' | 'isOurs'>): void
  list(): ActiveRun[]
  has(id: string): boolean
  /**
   * The last tick, if there was one, and all that come. Resolves when the run has ended, the signal is aborted, or there is no such run.
   */
  watch(id: string, tick: (tick: RunTick) => void, signal: AbortSignal): Promise<void>
  /** Null: there is no such run (any more). */
  steer(id: string, action: SteeringAction, by: SteeredBy): SteeringAnswer | null
  /** Resolves when all have ended and are written. Called again with `now` it shortens what goes on. */
  stopAll(how: 'graceful' | 'now'): Promise<void>
}

interface Running {
  about: ActiveRun
  handle: RunHandle
  last: RunTick | null
  ticks: ReturnType<typeof createBroadcast<RunTick>>
  /** Never rejects. */
  ended: Promise<void>
}

export interface ActiveRunsOptions {
  /** A run was added, or has ended. */
  changed: () => void
  /** A run ended by a fault of ours. */
  fault: (id: string, error: unknown) => void
}

export function createActiveRuns({ changed, fault }: ActiveRunsOptions): ActiveRuns {
  const runs = new Map<string, Running>()

  return {
    add(handle, about) {
      const { id, plannedMs, startedAtMs } = handle
      const ticks = createBroadcast<RunTick>()
      const ended = handle.finished.then(
        () => {},
        (error: unknown) => fault(id, error),
      )
      const running: Running = {
        about: { ...about, id, plannedMs, startedAtMs, isOurs: true },
        handle,
        last: null,
        ticks,
        ended,
      }
      runs.set(id, running)
      handle.onTick((tick) => {
        running.last = tick
        ticks.emit(tick)
      })
      void ended.then(() => {
        runs.delete(id)
        changed()
      })
      changed()
    },
    list: () => [...runs.values()].map(({ about }) => about),
    has: (id) => runs.has(id),
    watch(id, tick, signal) {
      const running = runs.get(id)
      if (running === undefined || signal.aborted) return Promise.resolve()
      if (running.last !== null) tick(running.last)
      const stop = running.ticks.listen(tick)
      return new Promise((resolve) => {
        const end = (): void => {
          stop()
          signal.removeEventListener('abort', end)
          resolve()
        }
        signal.addEventListener('abort', end, { once: true })
        void running.ended.then(end)
      })
    },
    steer: (id, action, by) => runs.get(id)?.handle.steer(action, by) ?? null,
    async stopAll(how) {
      const all = [...runs.values()]
      for (const { handle } of all) {
        // What is being stopped already refuses, which is as good.
        handle.steer({ type: how === 'now' ? 'stopNow' : 'stop' }, 'window')
      }
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}
