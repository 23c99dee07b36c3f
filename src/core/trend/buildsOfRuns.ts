/** From runs to the points of a trend: one for every build of a fingerprint, in the order of their first runs. */
import type { InTurn } from '../inTurn.ts'
import { scaled } from './scale.ts'
import type { Fingerprint, SkippedRun, TrendBoundary, TrendPoint, TrendSeries } from './trendTypes.ts'

export interface BuildPoint {
  build: string | null
  runIds: string[]
  /** Mean of its runs, on the scale. */
  value: number
  /** Of a share: what it is a share of, and how many of these, over all its runs; 0 of others. */
  requests: number
  counted: number
  runs: number
  /** How many independent runs they are worth. */
  weight: number
  /** Variance that the measurement gives to one run of it. */
  measuredVariance: number
  startedAtMs: number
  fingerprint: Fingerprint
  segment: number
}

export interface BuildsOfRuns {
  builds: BuildPoint[]
  /** Number of fingerprints. */
  segments: number
  boundaries: TrendBoundary[]
  skipped: SkippedRun[]
}

/**
 * Share of the variance of a run that the runs of one build have in common (their day, their build of the binary): twenty runs are worth
 * about two independent ones. Without it one build of many runs, among others of one, would be believed more than it deserves.
 */
const SHARED_BY_BUILD = 0.5

const FINGERPRINT_PARTS = ['plan', 'profile', 'host', 'generator'] as const

/** Points that are looked at without a pause: a few ms. */
const POINTS_AT_ONCE = 2000

export function* buildsOfRunsInTurn({ points, scale }: TrendSeries): InTurn<BuildsOfRuns> {
  const inOrder = points.toSorted((a, b) => a.startedAtMs - b.startedAtMs || compareTexts(a.runId, b.runId))
  const segments = createSegments()
  const list: BuildPoint[] = []
  /** By segment: names and ids as they are, so that no text is made of them for every point. */
  const byBuild: Map<string, BuildPoint>[] = []
  const byRun: Map<string, BuildPoint>[] = []
  const skipped: SkippedRun[] = []
  for (const [at, point] of inOrder.entries()) {
    if (at % POINTS_AT_ONCE === POINTS_AT_ONCE - 1) yield
    const place = scaled(point, scale)
    if (typeof place === 'string') {
      skipped.push({ runId: point.runId, reason: place })
      continue
    }
    const segment = segments.number(point.fingerprint)
    const own = ((point.build === null ? byRun : byBuild)[segment] ??= new Map())
    const key = point.build ?? point.runId
    const runs = runsOf(point)
    const known = own.get(key)
    if (known === undefined) {
      const { build, startedAtMs, fingerprint } = point
      const weight = weightOfRuns(runs)
      const added: BuildPoint = {
        build,
        runIds: [point.runId],
        ...place,
        ...countsOf(point, scale),
        runs,
        weight,
        startedAtMs,
        fingerprint,
        segment,
      }
      own.set(key, added)
      list.push(added)
    } else {
      add(known, point.runId, runs, place)
      const { requests, counted } = countsOf(point, scale)
      known.requests += requests
      known.counted += counted
    }
  }
  return { builds: list, segments: segments.count(), boundaries: boundariesOf(list), skipped }
}

/** Fingerprints by number. Points mostly share the object, which is then not looked into again. */
function createSegments(): { number(fingerprint: Fingerprint): number; count(): number } {
  const byObject = new Map<Fingerprint, number>()
  const byText = new Map<string, number>()
  return {
    number(fingerprint) {
      let number = byObject.get(fingerprint)
      if (number === undefined) {
        const text = JSON.stringify(FINGERPRINT_PARTS.map((part) => fingerprint[part]))
        number = byText.get(text) ?? byText.size
        byText.set(text, number)
        byObject.set(fingerprint, number)
      }
      return number
    },
    count: () => byText.size,
  }
}

function runsOf({ runs, runId }: TrendPoint): number {
  if (runs === undefined) return 1
  if (!(Number.isFinite(runs) && runs > 0))
    throw new RangeError(`A point is the mean of 1 or more runs, not of ${runs} (run ${runId})`)
  return runs
}

function countsOf(
  { value, requests }: TrendPoint,
  scale: TrendSeries['scale'],
): Pick<BuildPoint, 'requests' | 'counted'> {
  if (scale !== 'share' || value === null || requests === undefined) return { requests: 0, counted: 0 }
  return { requests, counted: value * requests }
}

function weightOfRuns(runs: number): number {
  return runs / (1 + (runs - 1) * SHARED_BY_BUILD)
}

function add(build: BuildPoint, runId: string, runs: number, place: { value: number; measuredVariance: number }): void {
  const share = runs / (build.runs + runs)
  build.runIds.push(runId)
  build.value += share * (place.value - build.value)
  build.measuredVariance += share * (place.measuredVariance - build.measuredVariance)
  build.runs += runs
  build.weight = weightOfRuns(build.runs)
}

function boundariesOf(builds: readonly BuildPoint[]): TrendBoundary[] {
  return builds.flatMap((build, index) => {
    const before = builds[index - 1]
    if (before === undefined || before.segment === build.segment) return []
    const changed = FINGERPRINT_PARTS.filter((part) => before.fingerprint[part] !== build.fingerprint[part])
    return [{ build: index, changed }]
  })
}

/** By code units: the same on every machine, whatever its language. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
