/** Pages of lists. Query parameters arrive as text; the schemas below let only whole numbers through. */

export const PAGE_PARAMETERS = {
  limit: { type: 'string', pattern: '^(?:[1-9]|[1-9][0-9]|1[0-9][0-9]|200)$' },
  offset: { type: 'string', pattern: '^[0-9]{1,9}$' },
} as const

export interface PageQuery {
  /** 1..200, default 20. */
  readonly limit?: string
  readonly offset?: string
}

export function readPage(query: PageQuery): { limit: number; offset: number } {
  return { limit: Number(query.limit ?? 20), offset: Number(query.offset ?? 0) }
}
