/** Which row the keyboard is at, which are selected, and how keys and clicks change that. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { cursorAfter } from './cursor.ts'
import { keysBetween, picked, type Pick } from './selection.ts'

export interface RowCursorOptions<Row> {
  total: () => number
  at: (index: number) => Row | undefined
  keyOf: (row: Row) => string
  /** Where the row with this key stands now; -1: nobody knows. */
  find: (key: string) => number
  /** A heading between rows, where there are any: it can be gone to, not selected. */
  isHeading?: (index: number) => boolean
  multiple: () => boolean
  selected: Ref<string[]>
  /** Whole rows that are seen at once. */
  page: () => number
  reveal: (index: number) => void
  open: (row: Row) => void
  /** Null: nobody does. */
  inspect: () => ((row: Row) => void) | null
  /** All are meant, and not all are there. */
  all: () => void
}

export interface RowCursor {
  /** -1: nowhere yet. */
  cursor: Readonly<Ref<number>>
  isChosen: (index: number) => boolean
  moveTo: (index: number) => void
  /** Moves and selects, as a click with these keys held does. */
  press: (index: number, held?: HeldKeys) => void
  openAt: (index: number) => void
  /** Moves, selects, opens, inspects. @returns false for keys that mean something else */
  takeKey: (event: KeyboardEvent) => boolean
  /** Lines are to stand elsewhere: Shift begins anew. Where one of `hidden`, both ends among them, is selected, nothing is any more. */
  leaveRange: (hidden: { from: number; to: number } | null) => void
  /** Puts the cursor somewhere, for when the focus comes in. */
  enter: () => void
}

interface HeldKeys {
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
}

const ALONE: Pick = { toggle: false, extend: false }

export function useRowCursor<Row>(options: RowCursorOptions<Row>): RowCursor {
  const { total, at, keyOf, find, multiple, selected, page, reveal } = options
  const cursor = ref(-1)
  const cursorKey = shallowRef<string | null>(null)
  const chosen = computed(() => new Set(selected.value))
  let anchor = -1
  /** Where the cursor went before the row was there: it is selected when it comes. */
  const awaited = shallowRef<number | null>(null)

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

  function isChosen(index: number): boolean {
    const key = keyAt(index)
    return key !== undefined && chosen.value.has(key)
  }

  watch(
    () => awaited.value !== null && keyAt(awaited.value) !== undefined,
    (isThere) => {
      const index = awaited.value
      awaited.value = null
      if (!isThere || index === null) return
      cursorKey.value = keyAt(index) ?? null
      select(index, ALONE)
    },
  )

  function moveTo(index: number): void {
    awaited.value = null
    cursor.value = index
    cursorKey.value = keyAt(index) ?? null
    reveal(index)
  }

  function select(index: number, pick: Pick): void {
    if (keyAt(index) === undefined && !pick.toggle && !pick.extend) {
      // What is done next must not be done to the row that was left.
      selected.value = []
      if (options.isHeading?.(index)) anchor = -1
      else awaited.value = index
      return
    }
    const next = picked({ keys: selected.value, anchor }, index, multiple() ? pick : ALONE, keyAt)
    anchor = next.anchor
    selected.value = [...next.keys]
  }

  function press(index: number, held?: HeldKeys): void {
    moveTo(index)
    const pick = held && { toggle: held.ctrlKey || held.metaKey, extend: held.shiftKey }
    select(index, pick ?? ALONE)
  }

  function takeKey(event: KeyboardEvent): boolean {
    if (event.altKey) return false
    const isControl = event.ctrlKey || event.metaKey
    const to = cursorAfter(event.key, cursor.value, total(), page())
    if (to !== null) {
      moveTo(to)
      // With Ctrl the selection stays, for adding to it by Ctrl+Space.
      if (!isControl || !multiple()) select(to, { toggle: false, extend: event.shiftKey })
      return true
    }
    if (isControl) return multiple() && takeControlKey(event.key)
    const row = at(cursor.value)
    const act = event.key === 'Enter' ? options.open : event.key === ' ' ? options.inspect() : null
    if (row === undefined || act === null) return false
    act(row)
    return true
  }

  function takeControlKey(key: string): boolean {
    if (key === ' ') select(cursor.value, { toggle: true, extend: false })
    else if (key.toLowerCase() === 'a') takeAll()
    else return false
    return true
  }

  function takeAll(): void {
    const keys = keysBetween(0, total() - 1, keyAt)
    selected.value = keys
    if (keys.length < total()) options.all()
  }

  function leaveRange(hidden: { from: number; to: number } | null): void {
    anchor = -1
    if (hidden === null || selected.value.length === 0) return
    if (keysBetween(hidden.from, hidden.to, keyAt).some((key) => chosen.value.has(key))) selected.value = []
  }

  function openAt(index: number): void {
    const row = at(index)
    if (row !== undefined) options.open(row)
  }

  function enter(): void {
    if (cursor.value >= 0 || total() === 0) return
    const [first] = selected.value
    moveTo(Math.max(0, first === undefined ? 0 : find(first)))
  }

  return { cursor, isChosen, moveTo, press, openAt, takeKey, leaveRange, enter }
}
