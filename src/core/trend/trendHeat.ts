/** One metric of all endpoints over all builds: how far each build lies from the level of those just before it. */
import type { EndpointId } from '../comparison/comparisonInput.ts'
import type { InTurn } from '../inTurn.ts'
import { median } from '../statistics/order.ts'
import type { Trend, TrendBuild, TrendSegment } from './trendTypes.ts'

/** Builds of the same plan, profile and machine that make the level before a build: enough that one wild run does not move their median. */
export const LEVEL_BUILDS = 8
/** More columns than that cannot be told apart on a screen. */
export const HEAT_COLUMNS_AT_MOST = 2000

export interface HeatSeries {
  /** Null: of the whole run. */
  endpoint: EndpointId | null
  trend: Trend
}

/** Columns are builds in the order of their first runs, or several neighbours; cells stand row by row: row · columns + column. */
export interface TrendHeat {
  /** In the order given. */
  rows: (EndpointId | null)[]
  columns: number
  /** Builds of all rows: names, ids of their first runs, and when these began (ms since 1970). */
  labels: (string | null)[]
  runIds: string[]
  startedAtMs: Float64Array
  /** Places of builds before which the plan, the profile or the machine changed. */
  breaks: Uint32Array
  /** columns + 1 places of builds: column c has those from edges[c] to before edges[c + 1]. */
  edges: Uint32Array
  /**
   * Build beside the median of at most LEVEL_BUILDS before it: the logarithm of their ratio, of shares their difference. NaN where there
   * is no build, or none before it. Of several builds in one column, the one that differs most.
   */
  differences: Float32Array
  /** Of that build, in the metric's own unit; NaN: nothing was measured. */
  values: Float32Array
  /** What it lies beside, in the same unit; NaN: nothing was before it. */
  levels: Float32Array
  /** Place of that build; −1: none. */
  builds: Int32Array
}

/** Builds that are looked at without a pause. */
const BUILDS_AT_ONCE = 2000

/** With pauses. */
export function* trendHeatInTurn(series: readonly HeatSeries[]): InTurn<TrendHeat> {
  const places = createBuildPlaces()
  for (const { trend } of series) {
    for (const build of trend.builds) places.add(build, trend.segments[build.segment]!)
    yield
  }
  const { order, labels, runIds, startedAtMs, breaks } = places.inOrder()
  const count = labels.length
  const columns = Math.min(count, HEAT_COLUMNS_AT_MOST)
  const edges = Uint32Array.from({ length: columns + 1 }, (_, column) => Math.floor((column * count) / columns))
  const cells = series.length * columns
  const heat: TrendHeat = {
    rows: series.map(({ endpoint }) => endpoint),
    columns,
    labels,
    runIds,
    startedAtMs,
    breaks,
    edges,
    differences: new Float32Array(cells).fill(Number.NaN),
    values: new Float32Array(cells).fill(Number.NaN),
    levels: new Float32Array(cells).fill(Number.NaN),
    builds: new Int32Array(cells).fill(-1),
  }
  const columnOf = new Uint32Array(count)
  for (let column = 0; column < columns; column++) columnOf.fill(column, edges[column], edges[column + 1])
  for (const [row, { trend }] of series.entries()) {
    yield* fillRow(heat, row, trend, (build) => order[places.placeOf(build)]!, columnOf)
  }
  return heat
}

function* fillRow(
  heat: TrendHeat,
  row: number,
  { builds, segments, scale }: Trend,
  placeOf: (build: TrendBuild) => number,
  columnOf: Uint32Array,
): InTurn<void> {
  const before = segments.map(() => createRollingMedian(LEVEL_BUILDS))
  for (const [at, build] of builds.entries()) {
    if (at % BUILDS_AT_ONCE === 0) yield
    const level = before[build.segment]!
    const middle = level.median()
    level.add(build.value)
    const difference = scale === 'ratio' ? Math.log(build.value / middle) : build.value - middle
    const place = placeOf(build)
    const cell = row * heat.columns + columnOf[place]!
    // Of neighbours in one column the one that differs most is seen.
    if (Math.abs(heat.differences[cell]!) >= Math.abs(difference)) continue
    if (Number.isNaN(difference) && !Number.isNaN(heat.differences[cell]!)) continue
    heat.differences[cell] = difference
    heat.values[cell] = build.value
    heat.levels[cell] = middle
    heat.builds[cell] = place
  }
}

/** The median of the last so many values; NaN of none. */
function createRollingMedian(length: number): { add(value: number): void; median(): number } {
  const ring = new Float64Array(length)
  let added = 0
  return {
    add(value) {
      ring[added++ % length] = value
    },
    median: () => median(ring.subarray(0, Math.min(added, length))),
  }
}

interface BuildPlaces {
  add(build: TrendBuild, segment: TrendSegment): void
  /** In the order in which they were met. */
  placeOf(build: TrendBuild): number
  inOrder(): Pick<TrendHeat, 'labels' | 'runIds' | 'startedAtMs' | 'breaks'> & {
    /** From the order in which they were met to the order of their first runs. */
    order: Uint32Array
  }
}

/** The same build in several rows is one: a series may lack some of its runs, even the first. */
function createBuildPlaces(): BuildPlaces {
  const found: { build: string | null; runId: string; startedAtMs: number; fingerprint: number }[] = []
  const byRun = new Map<string, number>()
  const byName = new Map<string, number>()
  const fingerprints = new Map<string, number>()
  const known = new WeakMap<TrendSegment, number>()

  function fingerprintOf(segment: TrendSegment): number {
    let number = known.get(segment)
    if (number !== undefined) return number
    const { plan, profile, host, generator } = segment.fingerprint
    const key = JSON.stringify([plan, profile, host, generator])
    number = fingerprints.get(key) ?? fingerprints.size
    fingerprints.set(key, number)
    known.set(segment, number)
    return number
  }

  return {
    add(build, segment) {
      const [runId] = build.runIds
      if (runId === undefined) return
      const fingerprint = fingerprintOf(segment)
      const name = build.build === null ? null : `${fingerprint} ${build.build}`
      const place = byRun.get(runId) ?? (name === null ? undefined : byName.get(name)) ?? found.length
      if (place === found.length) found.push({ build: build.build, runId, startedAtMs: build.startedAtMs, fingerprint })
      const own = found[place]!
      if (build.startedAtMs < own.startedAtMs) Object.assign(own, { runId, startedAtMs: build.startedAtMs })
      if (name !== null) byName.set(name, place)
      for (const id of build.runIds) byRun.set(id, place)
    },
    placeOf: ({ runIds: [runId] }) => byRun.get(runId!)!,
    inOrder() {
      const sorted = found
        .map((one, met) => ({ ...one, met }))
        .toSorted((one, other) => one.startedAtMs - other.startedAtMs || one.met - other.met)
      const order = new Uint32Array(found.length)
      for (const [place, { met }] of sorted.entries()) order[met] = place
      return {
        order,
        labels: sorted.map(({ build }) => build),
        runIds: sorted.map(({ runId }) => runId),
        startedAtMs: Float64Array.from(sorted, ({ startedAtMs }) => startedAtMs),
        breaks: Uint32Array.from(
          sorted.flatMap(({ fingerprint }, place) =>
            place > 0 && sorted[place - 1]!.fingerprint !== fingerprint ? [place] : [],
          ),
        ),
      }
    },
  }
}
