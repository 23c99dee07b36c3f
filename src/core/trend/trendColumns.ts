/**
 * A trend with its runs as columns, to be sent: ten thousand builds are ten thousand objects, which the receiving thread would take apart
 * at a stretch; columns of numbers are taken as they are. What is packed and unpacked is what it was.
 */
import type { LeftOutReason } from './scenarioTrend.ts'
import type { Trend, TrendBuild, TrendSegment } from './trendTypes.ts'

/** One run on a trend. */
export interface RunOnTrend {
  runId: string
  build: string | null
  startedAtMs: number
  /** In the metric's own unit; null: it measured nothing of it. */
  value: number | null
  /** Place of its build on the trend; null where it has none. */
  at: number | null
  /** Why it says nothing of its build; null where it does. */
  leftOut: LeftOutReason | null
}

export interface TrendWithRuns {
  trend: Trend
  /** Oldest first. */
  runs: RunOnTrend[]
}

export interface TrendColumns {
  /** Everything but its builds. */
  rest: Omit<Trend, 'builds' | 'segments'>
  /** Without theirs. */
  segments: TrendSegment[]
  builds: {
    labels: (string | null)[]
    /** Of all builds, one after the other: of each as many as `runCounts` says. */
    runIds: string[]
    runCounts: Uint32Array
    /** Runs that the value is the mean of. */
    runs: Float64Array
    values: Float64Array
    /** NaN: null. */
    levels: Float64Array
    startedAtMs: Float64Array
    segments: Uint32Array
  }
  runs: {
    /** Place in `builds.runIds`; of runs that have no build, −1 − their place in `others`. */
    ids: Int32Array
    /** NaN: null. */
    values: Float64Array
    startedAtMs: Float64Array
    /** Of runs without a build on the trend: their ids, as what build they ran, and why they are left out. */
    others: Pick<RunOnTrend, 'runId' | 'build' | 'leftOut'>[]
  }
}

export function packTrend({ trend, runs }: TrendWithRuns): TrendColumns {
  const { builds, segments, ...rest } = trend
  const runIds = builds.flatMap((build) => build.runIds)
  const placeOf = new Map(runIds.map((id, place) => [id, place]))
  const others: TrendColumns['runs']['others'] = []
  const ids = Int32Array.from(runs, ({ runId, build, at, leftOut }) => {
    const place = at === null ? undefined : placeOf.get(runId)
    return place ?? -others.push({ runId, build, leftOut })
  })
  return {
    rest,
    segments: segments.map((segment) => ({ ...segment, builds: [] })),
    builds: {
      labels: builds.map(({ build }) => build),
      runIds,
      runCounts: Uint32Array.from(builds, (build) => build.runIds.length),
      runs: Float64Array.from(builds, (build) => build.runs),
      values: Float64Array.from(builds, ({ value }) => value),
      levels: Float64Array.from(builds, ({ level }) => level ?? Number.NaN),
      startedAtMs: Float64Array.from(builds, ({ startedAtMs }) => startedAtMs),
      segments: Uint32Array.from(builds, ({ segment }) => segment),
    },
    runs: {
      ids,
      values: Float64Array.from(runs, ({ value }) => value ?? Number.NaN),
      startedAtMs: Float64Array.from(runs, ({ startedAtMs }) => startedAtMs),
      others,
    },
  }
}

export function unpackTrend({ rest, segments, builds: own, runs: ofRuns }: TrendColumns): TrendWithRuns {
  const bySegment = segments.map((): number[] => [])
  const outliers = new Set(rest.outliers)
  const buildOfRun = new Uint32Array(own.runIds.length)
  let firstRun = 0
  const builds = own.labels.map((build, index): TrendBuild => {
    const segment = own.segments[index]!
    const after = firstRun + own.runCounts[index]!
    buildOfRun.fill(index, firstRun, after)
    const runIds = own.runIds.slice(firstRun, after)
    firstRun = after
    const level = own.levels[index]!
    return {
      index,
      build,
      runIds,
      value: own.values[index]!,
      runs: own.runs[index]!,
      startedAtMs: own.startedAtMs[index]!,
      segment,
      place: bySegment[segment]!.push(index) - 1,
      level: Number.isNaN(level) ? null : level,
      outlier: outliers.has(index),
    }
  })
  const runs = Array.from(ofRuns.ids, (id, place): RunOnTrend => {
    const measured = ofRuns.values[place]!
    const value = Number.isNaN(measured) ? null : measured
    const startedAtMs = ofRuns.startedAtMs[place]!
    if (id < 0) return { ...ofRuns.others[-1 - id]!, startedAtMs, value, at: null }
    const at = buildOfRun[id]!
    return { runId: own.runIds[id]!, build: own.labels[at]!, startedAtMs, value, at, leftOut: null }
  })
  return {
    trend: { ...rest, builds, segments: segments.map((segment, at) => ({ ...segment, builds: bySegment[at]! })) },
    runs,
  }
}
