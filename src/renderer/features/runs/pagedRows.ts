/**
 * A long list of which only the pages that are looked at are asked for. When the list may have changed, what is shown stays until
 * the new pages of the visible part are all there, so that nothing flickers and no row stands twice.
 */
export interface PageAnswer<Row> {
  rows: Row[]
  /** Of the whole list. */
  total: number
}

export interface PagedRowsOptions<Row> {
  pageSize: number
  ask: (offset: number, limit: number, signal: AbortSignal) => Promise<PageAnswer<Row>>
  /** Rows, the count, or the error are others now. */
  onChange: () => void
}

export interface PagedRows<Row> {
  /** Null until the first answer. */
  readonly count: number | null
  readonly error: Error | null
  readonly isLoading: boolean
  /** Undefined: not there yet. */
  rowAt: (index: number) => Row | undefined
  /** Among the rows that are there. */
  find: (is: (row: Row) => boolean) => Row | undefined
  /** The rows [from, to] are looked at. */
  look: (from: number, to: number) => void
  /** The list may have changed, or is another one: asks again for what is looked at. */
  reload: () => void
  close: () => void
}

export function createPagedRows<Row>({ pageSize, ask, onChange }: PagedRowsOptions<Row>): PagedRows<Row> {
  let pages = new Map<number, Row[]>()
  let count: number | null = null
  let error: Error | null = null
  let visible = { from: 0, to: 0 }
  /** Pages that are being asked for in this round. */
  let pending = new Set<number>()
  let round = new AbortController()
  let isReloading = false

  function pagesOf(from: number, to: number): number[] {
    const first = Math.floor(Math.max(0, from) / pageSize)
    const last = Math.floor(Math.max(0, to) / pageSize)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  }

  /** @returns whether the list is still the one that was asked for */
  async function fetchPages(numbers: number[], take: (answers: [number, PageAnswer<Row>][]) => void): Promise<boolean> {
    const { signal } = round
    const asked = pending
    for (const number of numbers) asked.add(number)
    try {
      const answers = await Promise.all(
        numbers.map(async (number): Promise<[number, PageAnswer<Row>]> => [
          number,
          await ask(number * pageSize, pageSize, signal),
        ]),
      )
      if (signal.aborted) return false
      error = null
      take(answers)
    } catch (failure) {
      if (signal.aborted) return false
      error = failure instanceof Error ? failure : new Error(String(failure))
    } finally {
      for (const number of numbers) asked.delete(number)
    }
    return true
  }

  function store(answers: [number, PageAnswer<Row>][]): void {
    for (const [number, { rows, total }] of answers) {
      count = total
      pages.set(number, rows)
    }
  }

  async function reload(): Promise<void> {
    round.abort()
    round = new AbortController()
    pending = new Set()
    isReloading = true
    const last = count === null ? 0 : Math.max(0, Math.min(visible.to, count - 1))
    const isCurrent = await fetchPages(pagesOf(Math.min(visible.from, last), last), (answers) => {
      pages = new Map()
      store(answers)
    })
    if (!isCurrent) return
    isReloading = false
    onChange()
    // What came into sight meanwhile.
    await lookAgain()
  }

  async function lookAgain(): Promise<void> {
    if (isReloading || count === null || error !== null) return
    const end = count
    const missing = pagesOf(visible.from, Math.min(visible.to, end - 1)).filter(
      (number) => number * pageSize < end && !pages.has(number) && !pending.has(number),
    )
    if (missing.length > 0 && (await fetchPages(missing, store))) onChange()
  }

  return {
    get count() {
      return count
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
    look(from, to) {
      visible = { from, to }
      void lookAgain()
    },
    reload: () => void reload(),
    close: () => round.abort(),
  }
}
