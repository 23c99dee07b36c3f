/**
 * Everything that becomes due at a time of the run: think times, arrivals, starts of users. One binary heap and one Node
 * timer, instead of a timer for each of ten thousand users. Due times are absolute, so lateness never adds up.
 */
import type { RunClock } from '../clock.ts'

export interface Due {
  /** Called once, at or after `dueMs` (never before), with the time it was due. */
  due(dueMs: number): void
}

interface Entry {
  dueMs: number
  /** Keeps entries with equal times in the order in which they were added: repeatable runs depend on it. */
  order: number
  item: Due
  cancelled: boolean
}

/** So long things may be handed out before the network gets a turn: users that wait for nothing are always due again. */
const SLICE_MS = 5
/** Node's timers can wait no longer; then the queue looks again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Handle to take an entry back. */
export type DueHandle = { cancelled: boolean }

export class DueQueue {
  readonly #clock: RunClock
  readonly #heap: Entry[] = []
  readonly #onLag: (lagMs: number) => void
  #order = 0
  #timer: NodeJS.Timeout | null = null
  #immediate: NodeJS.Immediate | null = null
  #armedForMs = Infinity
  #closed = false

  /** `onLag` hears of each due thing how late it was handed out, ms. */
  constructor(clock: RunClock, onLag: (lagMs: number) => void) {
    this.#clock = clock
    this.#onLag = onLag
  }

  add(dueMs: number, item: Due): DueHandle {
    const entry = { dueMs, order: this.#order++, item, cancelled: false }
    this.#push(entry)
    if (dueMs < this.#armedForMs) this.#arm(dueMs)
    return entry
  }

  /** Whether something is due that was not handed out yet. */
  isBehind(nowMs: number): boolean {
    return this.#heap.length > 0 && this.#heap[0]!.dueMs <= nowMs
  }

  close(): void {
    this.#closed = true
    this.#heap.length = 0
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#immediate) clearImmediate(this.#immediate)
    this.#timer = null
    this.#immediate = null
  }

  #arm(dueMs: number): void {
    if (this.#closed) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#armedForMs = dueMs
    const waitMs = Math.min(Math.max(1, Math.ceil(dueMs - this.#clock.now())), LONGEST_TIMER_MS)
    this.#timer = setTimeout(this.#fire, waitMs)
  }

  readonly #fire = (): void => {
    this.#timer = null
    this.#immediate = null
    // Nothing that is added meanwhile arms the timer.
    this.#armedForMs = -Infinity
    const startedMs = this.#clock.now()
    let now = startedMs
    while (this.#heap.length > 0 && this.#heap[0]!.dueMs <= now && now - startedMs < SLICE_MS) {
      const entry = this.#pop()
      if (entry.cancelled) continue
      this.#onLag(now - entry.dueMs)
      entry.item.due(entry.dueMs)
      now = this.#clock.now()
    }
    if (this.#closed) return
    const next = this.#heap[0]
    if (next && next.dueMs <= now) {
      this.#immediate = setImmediate(this.#fire)
      return
    }
    this.#armedForMs = Infinity
    if (next) this.#arm(next.dueMs)
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(entry)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(entry, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = entry
  }

  #pop(): Entry {
    const heap = this.#heap
    const top = heap[0]!
    const last = heap.pop()!
    const length = heap.length
    if (length === 0) return top
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= length) break
      if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
    return top
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)
}
