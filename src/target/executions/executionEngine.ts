/**
 * Runs executions: a bounded number at once, a bounded number waiting. Running costs nothing but the time it takes: one
 * heap of ends and one timer carry thousands of them.
 *
 * What is under way is known here; the database is told a moment later, many changes in one transaction. Whoever lists
 * executions from the database calls `flush` first and so reads what was written.
 */
import type { ExecutionChange, ExecutionStatus } from '../database/executions.ts'
import type { DurationRange, Runner } from '../options.ts'
import { seededRandom } from '../random.ts'
import { createDeadlineHeap } from './deadlineHeap.ts'

/** An execution. Times are Unix milliseconds. */
export interface Execution {
  readonly id: string
  readonly workflowId: string
  readonly ownerId: number
  readonly runner: string
  status: ExecutionStatus
  readonly queuedAtMs: number
  startedAtMs: number | null
  finishedAtMs: number | null
  error: string | null
}

/** `submitted` is the sum of the other five, at every moment. */
export interface ExecutionTotals extends Readonly<Record<ExecutionStatus, number>> {
  readonly submitted: number
}

export interface ExecutionEngine {
  /** Sets a place aside, before the execution is written down; false when all places are taken. */
  reserve(): boolean
  /** Gives a reserved place back. */
  release(): void
  /** Uses a reserved place. */
  submit(execution: { id: string; workflowId: string; ownerId: number; runner: string; queuedAtMs: number }): void
  /** One that is under way or was not long ago; older ones are in the database only. */
  get(id: string): Execution | undefined
  /** Ends one that is queued or running as cancelled; false when it had ended already. */
  cancel(execution: Execution): boolean
  totals(): ExecutionTotals
  /** Resolves when every change made so far is in the database. */
  flush(): Promise<void>
  /** Stops the clock; what is under way stays as it is. */
  close(): Promise<void>
}

const FLUSH_AFTER_MS = 100
const MOST_PER_FLUSH = 5000
/** Ended executions that are still answered from memory. */
const MOST_REMEMBERED = 20_000

export function createExecutionEngine(settings: {
  readonly concurrency: number
  readonly queueLimit: number
  readonly executionTime: Readonly<Record<Runner, DurationRange>>
  readonly failShare: number
  readonly seed: number
  /** Writes changes to the database. */
  readonly save: (changes: readonly ExecutionChange[]) => Promise<unknown>
  /** Told of every change of a status. */
  readonly changed: (execution: Execution) => void
}): ExecutionEngine {
  const random = seededRandom(settings.seed, 'executions')
  const known = new Map<string, Execution>()
  const running = createDeadlineHeap<{ execution: Execution; fails: boolean }>()
  const counts: Record<ExecutionStatus, number> = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 }
  const ended: string[] = []
  let endedHead = 0
  let queue: Execution[] = []
  let queueHead = 0
  let reserved = 0
  let submitted = 0
  let timer: NodeJS.Timeout | undefined
  let timerDueMs = Number.POSITIVE_INFINITY
  let closed = false

  function move(execution: Execution, status: ExecutionStatus): void {
    counts[execution.status]--
    counts[status]++
    execution.status = status
    note(execution)
    settings.changed(execution)
  }

  /** Starts what waits while there is room. Cancelled ones are left in the queue and passed over here. */
  function startWaiting(): void {
    while (counts.running < settings.concurrency && queueHead < queue.length) {
      const execution = queue[queueHead++]
      if (execution?.status === 'queued') start(execution)
    }
    if (queueHead > 1024 && queueHead * 2 > queue.length) {
      queue = queue.slice(queueHead)
      queueHead = 0
    }
    arm()
  }

  function start(execution: Execution): void {
    const { fromMs, toMs } = settings.executionTime[execution.runner as Runner]
    const durationMs = fromMs + random() * (toMs - fromMs)
    const fails = random() < settings.failShare
    execution.startedAtMs = Date.now()
    running.push(performance.now() + durationMs, { execution, fails })
    move(execution, 'running')
  }

  function finish(execution: Execution, status: 'completed' | 'failed' | 'cancelled', error: string | null): void {
    execution.finishedAtMs = Date.now()
    execution.error = error
    move(execution, status)
    ended.push(execution.id)
  }

  function arm(): void {
    const dueMs = running.earliestMs()
    if (closed || dueMs === undefined || dueMs >= timerDueMs) return
    clearTimeout(timer)
    timerDueMs = dueMs
    timer = setTimeout(finishDue, Math.max(1, Math.ceil(dueMs - performance.now()))).unref()
  }

  function finishDue(): void {
    timerDueMs = Number.POSITIVE_INFINITY
    const nowMs = performance.now()
    for (let dueMs = running.earliestMs(); dueMs !== undefined && dueMs <= nowMs; dueMs = running.earliestMs()) {
      const due = running.pop()
      // A cancelled one has ended before its time and is only taken out here.
      if (due?.execution.status !== 'running') continue
      if (due.fails) finish(due.execution, 'failed', 'a step did not find its element')
      else finish(due.execution, 'completed', null)
    }
    startWaiting()
  }

  let unsaved = new Map<string, Execution>()
  let saving: Promise<void> = Promise.resolve()
  let nextFlush: Promise<void> | undefined
  let flushTimer: NodeJS.Timeout | undefined

  function note(execution: Execution): void {
    unsaved.set(execution.id, execution)
    if (!closed) flushTimer ??= setTimeout(flushInBackground, FLUSH_AFTER_MS).unref()
  }

  function flushInBackground(): void {
    // What could not be saved is noted again and tried again; whoever needs it now gets the error from `flush`.
    flush().catch(() => undefined)
  }

  function flush(): Promise<void> {
    clearTimeout(flushTimer)
    flushTimer = undefined
    if (unsaved.size === 0) return nextFlush ?? saving
    nextFlush ??= saving
      .catch(() => undefined)
      .then(() => {
        nextFlush = undefined
        saving = saveAll()
        return saving
      })
    return nextFlush
  }

  async function saveAll(): Promise<void> {
    const batch = unsaved
    unsaved = new Map()
    const changes = [...batch.values()].map((execution): ExecutionChange => ({
      id: execution.id,
      status: execution.status,
      startedAtMs: execution.startedAtMs,
      finishedAtMs: execution.finishedAtMs,
      error: execution.error,
    }))
    try {
      for (let from = 0; from < changes.length; from += MOST_PER_FLUSH) {
        await settings.save(changes.slice(from, from + MOST_PER_FLUSH))
      }
    } catch (error) {
      for (const execution of batch.values()) note(execution)
      throw error
    }
    forget()
  }

  /** Forgets the oldest of those that have ended, once the database knows their end. */
  function forget(): void {
    while (ended.length - endedHead > MOST_REMEMBERED) {
      const id = ended[endedHead]
      if (id === undefined || unsaved.has(id)) return
      known.delete(id)
      endedHead++
    }
    if (endedHead > MOST_REMEMBERED) {
      ended.splice(0, endedHead)
      endedHead = 0
    }
  }

  return {
    reserve() {
      if (counts.queued + counts.running + reserved >= settings.concurrency + settings.queueLimit) return false
      reserved++
      return true
    },
    release() {
      reserved--
    },
    submit(submission) {
      reserved--
      submitted++
      const execution: Execution = {
        ...submission,
        status: 'queued',
        startedAtMs: null,
        finishedAtMs: null,
        error: null,
      }
      known.set(execution.id, execution)
      counts.queued++
      queue.push(execution)
      settings.changed(execution)
      startWaiting()
    },
    get: (id) => known.get(id),
    cancel(execution) {
      if (execution.status !== 'queued' && execution.status !== 'running') return false
      finish(execution, 'cancelled', null)
      startWaiting()
      return true
    },
    totals: () => ({ submitted, ...counts }),
    flush,
    async close() {
      closed = true
      clearTimeout(timer)
      clearTimeout(flushTimer)
      await saving.catch(() => undefined)
    },
  }
}
