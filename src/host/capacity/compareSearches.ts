/** Capacity of two builds, by searches of both that the history has. */
import type { CapacityView } from '../../contract/methods/capacity.ts'
import { compareCapacity } from '../../core/capacity/compareCapacity.ts'
import type { ComparedSearches, SearchedBuild } from '../../core/capacity/comparedSearches.ts'
import type { Difference } from '../../core/comparison/comparison.ts'
import { testDifferences, type TestedWith } from '../../core/comparison/differences.ts'
import { testedWith } from '../comparison/runFacts.ts'
import { recordOf } from '../runs/runRecord.ts'
import type { History } from '../storage/history.ts'

/** Ids of searches, at least one of each build. */
export interface ChosenSearches {
  baseline: readonly string[]
  candidate: readonly string[]
}

/**
 * @param read what the runs of a search say together
 * @throws HistoryError 'notFound' where there is no such search
 */
export async function compareSearches(
  history: History,
  { baseline, candidate }: ChosenSearches,
  read: (search: string) => Promise<CapacityView>,
): Promise<ComparedSearches> {
  const one = await viewsOf(baseline, read)
  const other = await viewsOf(candidate, read)
  const newest = other.at(-1)!
  const differences = differencesOf(history, one, other)
  const isRefused = differences.some(({ severity }) => severity === 'refuses')
  return {
    planName: newest.planName,
    scenario: newest.scenario,
    unit: newest.unit,
    baseline: builtOf(one),
    candidate: builtOf(other),
    differences,
    comparison: isRefused ? null : compareCapacity(one.map(searched), other.map(searched)),
  }
}

interface Searched extends CapacityView {
  search: string
}

/** Each once, the oldest first. */
async function viewsOf(
  searches: readonly string[],
  read: (search: string) => Promise<CapacityView>,
): Promise<Searched[]> {
  const views: Searched[] = []
  for (const search of new Set(searches)) views.push({ ...(await read(search)), search })
  return views.toSorted((a, b) => a.startedAtMs - b.startedAtMs)
}

function searched({ search, analysis }: Searched): { search: string; analysis: CapacityView['analysis'] } {
  return { search, analysis }
}

function builtOf(views: readonly Searched[]): SearchedBuild {
  return {
    labels: [...new Set(views.flatMap(({ builds }) => builds))],
    searches: views.map(({ search, startedAtMs, analysis }) => ({ id: search, startedAtMs, knee: analysis.knee })),
  }
}

function differencesOf(history: History, one: readonly Searched[], other: readonly Searched[]): Difference[] {
  const ids = new Set(one.map(({ search }) => search))
  const both = other.map(({ search }) => search).filter((search) => ids.has(search))
  const units = new Set([...one, ...other].filter(({ runIds }) => runIds.length > 0).map(({ unit }) => unit))
  const found: Difference[] = []
  if (both.length > 0) found.push(difference('sameRun', both))
  if (units.size > 1) found.push(difference('loadModel', []))
  found.push(...testDifferences(testsOf(history, one), testsOf(history, other)))
  return found.toSorted((a, b) => Number(b.severity === 'refuses') - Number(a.severity === 'refuses'))
}

function difference(kind: Difference['kind'], runIds: string[]): Difference {
  return { kind, severity: 'refuses', baseline: [], candidate: [], runIds }
}

/** Of the last run of each search that counts; those of one search are all alike. */
function testsOf(history: History, views: readonly Searched[]): TestedWith[] {
  return views.flatMap(({ runIds }) => {
    const last = runIds.at(-1)
    return last === undefined ? [] : [testedWith(recordOf(history.findRun(last)).run)]
  })
}
