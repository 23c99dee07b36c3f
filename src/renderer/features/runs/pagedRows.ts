/**
 * A long list of which only the pages that are looked at are asked for. When the list may have changed, what is shown stays until
 * the new pages of the visible part are all there, so that nothing flickers and no row stands twice.
 */
export interface PageAnswer<Row> {
  rows: Row[]
  /** Of the whole list. */
  total: number
}

/** Rows of the list, both ends among them. */
export interface RowRange {
  from: number
  to: number
}

export interface PagedRowsOptions<Row, Outline> {
  pageSize: number
  ask: (offset: number, limit: number, signal: AbortSignal) => Promise<PageAnswer<Row>>
  /** What there is to know of the whole list before its rows: asked for with each reload, and changed together with the rows. */
  askOutline: (signal: AbortSignal) => Promise<Outline>
  /** Rows, the count, or the error are others now. */
  onChange: () => void
}

export interface PagedRows<Row, Outline> {
  /** Null until the first answer. */
  readonly count: number | null
  /** Null until the first answer. */
  readonly outline: Outline | null
  readonly error: Error | null
  readonly isLoading: boolean
  /** Undefined: not there yet. */
  rowAt: (index: number) => Row | undefined
  /** Among the rows that are there. */
  find: (is: (row: Row) => boolean) => Row | undefined
  /** These rows are looked at. */
  look: (ranges: readonly RowRange[]) => void
  /** The list may have changed, or is another one: asks again for what is looked at. */
  reload: () => void
  close: () => void
}

export function createPagedRows<Row, Outline>({
  pageSize,
  ask,
  askOutline,
  onChange,
}: PagedRowsOptions<Row, Outline>): PagedRows<Row, Outline> {
  let pages = new Map<number, Row[]>()
  let count: number | null = null
  let error: Error | null = null
  let outline: Outline | null = null
  let visible: readonly RowRange[] = []
  /** Pages that are being asked for in this round. */
  let pending = new Set<number>()
  let round = new AbortController()
  let isReloading = false

  /** The pages that are looked at of a list of so many rows. */
  function visiblePages(rows: number): number[] {
    const numbers = new Set<number>()
    for (const { from, to } of visible) {
      const last = Math.floor(Math.min(to, rows - 1) / pageSize)
      for (let number = Math.floor(Math.max(0, from) / pageSize); number <= last; number++) numbers.add(number)
    }
    return [...numbers]
  }

  /** @returns whether the list is still the one that was asked for */
  async function fetchPages(numbers: number[], isAnew = false): Promise<boolean> {
    const { signal } = round
    const asked = pending
    for (const number of numbers) asked.add(number)
    try {
      const [answers, whole] = await Promise.all([
        Promise.all(numbers.map(async (number) => ({ number, ...(await ask(number * pageSize, pageSize, signal)) }))),
        isAnew ? askOutline(signal) : outline,
      ])
      if (signal.aborted) return false
      error = null
      outline = whole
      if (isAnew) pages = new Map()
      for (const { number, rows, total } of answers) {
        count = total
        pages.set(number, rows)
      }
    } catch (failure) {
      if (signal.aborted) return false
      error = failure instanceof Error ? failure : new Error(String(failure))
    } finally {
      for (const number of numbers) asked.delete(number)
    }
    return true
  }

  async function reload(): Promise<void> {
    round.abort()
    round = new AbortController()
    pending = new Set()
    isReloading = true
    const numbers = visiblePages(count ?? 0)
    // One tells how many rows there are, also where none is looked at; of a list that is shorter now it may be none of the last ones.
    const isCurrent = await fetchPages(numbers.length > 0 ? numbers : [0], true)
    if (!isCurrent) return
    isReloading = false
    onChange()
    // What came into sight meanwhile.
    await lookAgain()
  }

  async function lookAgain(): Promise<void> {
    if (isReloading || count === null || error !== null) return
    const missing = visiblePages(count).filter((number) => !pages.has(number) && !pending.has(number))
    if (missing.length > 0 && (await fetchPages(missing))) onChange()
  }

  return {
    get count() {
      return count
    },
    get outline() {
      return outline
    },
    get error() {
      return error
    },
    get isLoading() {
      return isReloading || pending.size > 0
    },
    rowAt: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    find(is) {
      for (const page of pages.values()) {
        const row = page.find(is)
        if (row !== undefined) return row
      }
      return undefined
    },
    look(ranges) {
      visible = ranges
      void lookAgain()
    },
    reload: () => void reload(),
    close: () => round.abort(),
  }
}
