/** Which row the keyboard is at, which are selected, and how keys and clicks change that. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { cursorAfter } from './cursor.ts'
import { keysBetween, picked, type Pick } from './selection.ts'

export interface RowCursorOptions<Row> {
  total: () => number
  at: (index: number) => Row | undefined
  keyOf: (row: Row) => string
  /** Where the row with this key stands now; -1: nobody knows. */
  find: (key: string) => number
  multiple: () => boolean
  selected: Ref<string[]>
  /** Whole rows that are seen at once. */
  page: () => number
  reveal: (index: number) => void
}

export interface RowCursor {
  /** -1: nowhere yet. */
  cursor: Readonly<Ref<number>>
  chosen: ComputedRef<ReadonlySet<string>>
  moveTo: (index: number) => void
  select: (index: number, pick: Pick) => void
  /** Moves, selects, or selects all. @returns false for keys that mean something else */
  takeKey: (event: KeyboardEvent) => boolean
  /** Puts the cursor somewhere, for when the focus comes in. */
  enter: () => void
}

const ALONE: Pick = { toggle: false, extend: false }

export function useRowCursor<Row>(options: RowCursorOptions<Row>): RowCursor {
  const { total, at, keyOf, find, multiple, selected, page, reveal } = options
  const cursor = ref(-1)
  const cursorKey = shallowRef<string | null>(null)
  let anchor = -1

  const keyAt = (index: number): string | undefined => {
    const row = at(index)
    return row === undefined ? undefined : keyOf(row)
  }

  // The cursor stays with its row, wherever that is sorted to.
  watch(
    () => (cursorKey.value === null || keyAt(cursor.value) === cursorKey.value ? null : total()),
    (count) => {
      if (count === null || cursorKey.value === null) return
      const found = find(cursorKey.value)
      cursor.value = found >= 0 ? found : Math.min(cursor.value, count - 1)
      cursorKey.value = keyAt(cursor.value) ?? null
      anchor = cursor.value
    },
  )

  function moveTo(index: number): void {
    cursor.value = index
    cursorKey.value = keyAt(index) ?? null
    reveal(index)
  }

  function select(index: number, pick: Pick): void {
    const next = picked({ keys: selected.value, anchor }, index, multiple() ? pick : ALONE, keyAt)
    anchor = next.anchor
    selected.value = [...next.keys]
  }

  function takeKey(event: KeyboardEvent): boolean {
    const isControl = event.ctrlKey || event.metaKey
    const to = cursorAfter(event.key, cursor.value, total(), page())
    if (to !== null) {
      moveTo(to)
      // With Ctrl the selection stays, for adding to it by Ctrl+Space.
      if (!isControl || !multiple()) select(to, { toggle: false, extend: event.shiftKey })
      return true
    }
    if (!isControl || !multiple()) return false
    if (event.key === ' ') select(cursor.value, { toggle: true, extend: false })
    else if (event.key.toLowerCase() === 'a') selected.value = keysBetween(0, total() - 1, keyAt)
    else return false
    return true
  }

  function enter(): void {
    if (cursor.value >= 0 || total() === 0) return
    const [first] = selected.value
    moveTo(Math.max(0, first === undefined ? 0 : find(first)))
  }

  return { cursor, chosen: computed(() => new Set(selected.value)), moveTo, select, takeKey, enter }
}
