/** What is due when, the earliest first: thousands of waits that need one timer. */

/** A binary heap. Items of the same moment come in the order in which they were put in. */
export interface DeadlineHeap<Item> {
  push(dueMs: number, item: Item): void
  /** The earliest moment, or undefined when nothing is due. */
  earliestMs(): number | undefined
  /** Takes out the earliest item. */
  pop(): Item | undefined
  size(): number
}

interface Entry<Item> {
  readonly dueMs: number
  readonly order: number
  readonly item: Item
}

export function createDeadlineHeap<Item>(): DeadlineHeap<Item> {
  const entries: Entry<Item>[] = []
  let order = 0
  const before = (one: Entry<Item>, other: Entry<Item>) =>
    one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order)

  function rise(index: number, entry: Entry<Item>): void {
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = entries[parentIndex]
      if (parent === undefined || !before(entry, parent)) break
      entries[index] = parent
      index = parentIndex
    }
    entries[index] = entry
  }

  function sink(entry: Entry<Item>): void {
    let index = 0
    for (;;) {
      let childIndex = 2 * index + 1
      let child = entries[childIndex]
      if (child === undefined) break
      const sibling = entries[childIndex + 1]
      if (sibling !== undefined && before(sibling, child)) {
        child = sibling
        childIndex++
      }
      if (!before(child, entry)) break
      entries[index] = child
      index = childIndex
    }
    entries[index] = entry
  }

  return {
    push(dueMs, item) {
      rise(entries.length, { dueMs, order: order++, item })
    },
    earliestMs: () => entries[0]?.dueMs,
    pop() {
      const first = entries[0]
      const last = entries.pop()
      if (entries.length > 0 && last !== undefined) sink(last)
      return first?.item
    },
    size: () => entries.length,
  }
}
