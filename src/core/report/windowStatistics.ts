/** What requests of a window say, from its series to endpoints, totals and user types: for the report and for any other window. */
import { knownByName, routeOf, type MatchableEndpoint } from '../criteria/matchEndpoint.ts'
import { isRequestKind } from '../criteria/measurement.ts'
import type { EndpointKind } from '../plan/compiledPlan.ts'
import {
  addAccumulated,
  addWindow,
  emptyAccumulated,
  endpointKey,
  timeSpentUs,
  toStatistics,
  type Accumulated,
  type WindowOfSeries,
} from './accumulate.ts'
import type { ReportEndpoint, ReportStatistics, ReportUserType } from './report.ts'

export interface WindowStatistics {
  totals: ReportStatistics
  /** Most time consumed first. */
  endpoints: ReportEndpoint[]
  /** What `totals` was read from. */
  total: Accumulated
  /** What `endpoints` were read from, in their order. */
  sums: Accumulated[]
}

/** What one user type did at one endpoint. */
export interface Cell {
  endpoint: string
  kind: EndpointKind
  userType: string
  sum: Accumulated
}

/**
 * @param cells of the window, or some of them
 * @param durationMs length of the window, for rates
 * @param known the plan's endpoints, for method and path
 */
export function windowStatistics(
  cells: readonly Cell[],
  durationMs: number,
  known: readonly MatchableEndpoint[],
): WindowStatistics {
  const total = sumOfRequests(cells)
  const allTimeUs = timeSpentUs(total)
  const endpoints = endpointRows(cells, durationMs, allTimeUs, knownByName(known))
  return {
    totals: toStatistics(total, durationMs, allTimeUs),
    endpoints: endpoints.map(({ row }) => row),
    total,
    sums: endpoints.map(({ sum }) => sum),
  }
}

/** The same of each user type, by name; their shares are of the time of all requests. */
export function userStatistics(
  cells: readonly Cell[],
  durationMs: number,
  known: readonly MatchableEndpoint[],
): ReportUserType[] {
  const allTimeUs = timeSpentUs(sumOfRequests(cells))
  const byName = knownByName(known)
  return userTypesOf(cells).map((name) => {
    const own = cells.filter((cell) => cell.userType === name)
    const statistics = toStatistics(sumOfRequests(own), durationMs, allTimeUs)
    return { name, ...statistics, endpoints: endpointRows(own, durationMs, allTimeUs, byName).map(({ row }) => row) }
  })
}

/** Most time consumed first, each with what it was read from. */
function endpointRows(
  cells: readonly Cell[],
  durationMs: number,
  allTimeUs: number,
  byName: ReturnType<typeof knownByName>,
): { sum: Accumulated; row: ReportEndpoint }[] {
  const rows = [...Map.groupBy(cells, ({ kind, endpoint }) => endpointKey(kind, endpoint)).values()].map((own) => {
    const { endpoint: name, kind } = own[0]!
    const sum = sumOf(own)
    const { method, path } = routeOf(name, byName)
    const statistics = toStatistics(sum, durationMs, isRequestKind(kind) ? allTimeUs : null)
    return { sum, row: { name, kind, method, path, ...statistics } satisfies ReportEndpoint }
  })
  return rows.sort((a, b) => compareRows(a.row, b.row))
}

/**
 * @param windows of any length, any number per series; they must not overlap
 * @throws HistogramFormatError if a window's histogram is malformed or contradicts its counts
 */
export function accumulateCells(windows: readonly WindowOfSeries[]): Cell[] {
  const cells = new Map<string, Cell>()
  for (const window of windows) {
    const { endpoint, kind, userType } = window.series
    const key = JSON.stringify([kind, endpoint, userType])
    let cell = cells.get(key)
    if (cell === undefined) {
      cell = { endpoint, kind, userType, sum: emptyAccumulated() }
      cells.set(key, cell)
    }
    addWindow(cell.sum, window)
  }
  return [...cells.values()].filter((cell) => cell.sum.requests > 0)
}

function sumOfRequests(cells: readonly Cell[]): Accumulated {
  return sumOf(cells.filter(({ kind }) => isRequestKind(kind)))
}

/** Of one cell it is that cell's own sum: nobody adds to it any more. */
function sumOf(cells: readonly Cell[]): Accumulated {
  if (cells.length === 1) return cells[0]!.sum
  const sum = emptyAccumulated()
  for (const cell of cells) addAccumulated(sum, cell.sum)
  return sum
}

function userTypesOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.map((cell) => cell.userType))].sort()
}

/** Requests before groups and streams, most time first; by name where that is equal, so that reports are repeatable. */
function compareRows(a: ReportEndpoint, b: ReportEndpoint): number {
  const byKind = Number(isRequestKind(b.kind)) - Number(isRequestKind(a.kind))
  const byTime = (b.timeShare ?? 0) - (a.timeShare ?? 0)
  return (
    byKind || byTime || b.requests - a.requests || (endpointKey(a.kind, a.name) < endpointKey(b.kind, b.name) ? -1 : 1)
  )
}
