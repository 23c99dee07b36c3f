/** Errors as a report lists them. */
import type { ErrorCount } from '../recording/second.ts'
import type { ReportError } from './report.ts'

/** Error groups beyond these are counted, but not listed (ux.md §2.7). */
export const MAXIMUM_ERROR_GROUPS = 500

/**
 * Most frequent first.
 * @param errors the same group may come several times
 */
export function errorRows(
  errors: readonly (ErrorCount & { firstMs: number; lastMs: number })[],
  requestsByEndpoint: Readonly<Record<string, number>>,
): ReportError[] {
  const groups = new Map<string, ReportError>()
  for (const error of errors) {
    const key = JSON.stringify([error.class, error.endpoint, error.message])
    const group = groups.get(key)
    if (group === undefined) {
      const { class: errorClass, endpoint, message, count, firstMs, lastMs } = error
      groups.set(key, { class: errorClass, endpoint, message, count, share: null, firstMs, lastMs })
    } else {
      group.count += error.count
      group.firstMs = Math.min(group.firstMs, error.firstMs)
      group.lastMs = Math.max(group.lastMs, error.lastMs)
    }
  }
  const rows = [...groups.values()].map((group) => ({ ...group, share: errorShare(group, requestsByEndpoint) }))
  return rows.sort(compareErrors)
}

/** Of the requests of its endpoint. One request can fail for several reasons at once; a share is of requests and stays one. */
export function errorShare(
  error: Pick<ErrorCount, 'endpoint' | 'count'>,
  requestsByEndpoint: Readonly<Record<string, number>>,
): number | null {
  const requests = Object.hasOwn(requestsByEndpoint, error.endpoint) ? requestsByEndpoint[error.endpoint]! : 0
  return requests === 0 ? null : Math.min(1, error.count / requests)
}

type Ordered = Pick<ReportError, 'count' | 'firstMs' | 'message'>

export function compareErrors(a: Ordered, b: Ordered): number {
  return b.count - a.count || a.firstMs - b.firstMs || (a.message < b.message ? -1 : 1)
}
