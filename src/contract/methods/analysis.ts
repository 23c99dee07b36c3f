/**
 * Questions about one run, finished or going on: answered from its stored windows, by the same functions as its report, beside
 * the process that runs the load. Seconds count from the start of the run; a window is [fromS, toS). Times are ms.
 */
import { z } from 'zod'
import type { SecondTrust } from '../../core/criteria/trust.ts'
import type { LoadShape } from '../../core/load/loadShape.ts'
import type { EndpointKind } from '../../core/plan/compiledPlan.ts'
import type { ErrorClass } from '../../core/recording/second.ts'
import type {
  Finding,
  ReportAnnotation,
  ReportCriterion,
  ReportEndpoint,
  ReportExemplar,
  ReportGeneratorHealth,
  ReportRun,
  ReportStatistics,
  ReportVerdict,
  RunReport,
} from '../../core/report/report.ts'
import { method } from '../method.ts'
import { REPORT_FILE_FORMATS, type SavedFile } from './reports.ts'
import { runReference } from './runs.ts'

const second = z.int().min(0).max(100_000_000)
export const windowSchema = z
  .strictObject({ fromS: second, toS: second })
  .refine(({ fromS, toS }) => toS > fromS, { message: 'A window ends after it begins' })
export type RunWindow = z.infer<typeof windowSchema>

const endpoint = z.strictObject({ name: z.string(), kind: z.string() })

/** Only requests of this endpoint, of this user type. */
export const filterSchema = z.strictObject({
  endpoint: endpoint.nullable().default(null),
  userType: z.string().nullable().default(null),
  /** Only seconds in which the generator was trusted, with care or not: all others are as if they had not been, also for what rates divide by. */
  trustedOnly: z.boolean().default(false),
})
export type AnalysisFilter = z.output<typeof filterSchema>

/** One pass of one user. −1: in its onStart or onStop. */
export const iterationSchema = z.strictObject({
  userType: z.string(),
  user: z.int().min(0),
  iteration: z.int().min(-1),
})
export type IterationOfUser = z.infer<typeof iterationSchema>

/** Which requests a latency is of, and from when on it counts. */
export const LATENCY_OF = ['ok', 'all', 'failed'] as const
export const LATENCY_FROM = ['intended', 'sent'] as const
export const latencySchema = z.strictObject({
  of: z.enum(LATENCY_OF).default('ok'),
  /** `intended`: response time. `sent`: service time. */
  from: z.enum(LATENCY_FROM).default('intended'),
})
export type LatencyChoice = z.output<typeof latencySchema>

const scope = {
  run: runReference,
  window: windowSchema,
  filter: filterSchema.default({ endpoint: null, userType: null, trustedOnly: false }),
}
const latency = latencySchema.default({ of: 'ok', from: 'intended' })
/** Most points over the width of a chart. */
export const MOST_POINTS = 2000
const points = z.int().min(1).max(MOST_POINTS)
const percentiles = z.array(z.number().min(0).max(100)).max(10).default([50, 95, 99])
/** Most endpoints whose strips are asked for by name. */
export const MOST_STRIPS = 200

/** A stretch of the run that has a name. */
export interface NamedWindow extends RunWindow {
  /** `whole`: all of it. `judged`: what the verdict is about, without warm-up. `plateau`: the load was level. */
  kind: 'whole' | 'judged' | 'plateau'
  /** `Whole run`, `Without warm-up`, `Plateau 2: 50 users`. */
  name: string
}

export interface RunView {
  run: ReportRun
  /** Whole seconds that are written by now. */
  endS: number
  /** Null while it goes on, and where nothing could be judged. */
  verdict: ReportVerdict | null
  /** Judged when it ended; empty before. */
  criteria: ReportCriterion[]
  /** As it was steered. */
  load: LoadShape
  /** While it goes on: of each engine that has told nothing lately a notice. Ticks know more of it, for those who have them. */
  silentEngines: string[]
  warmUpMs: number
  windows: NamedWindow[]
  /** Names of everything that was asked in it. */
  endpoints: { name: string; kind: EndpointKind }[]
  userTypes: string[]
  annotations: ReportAnnotation[]
  starred: boolean
  tags: string[]
  notes: string | null
  /** Secrets masked. */
  planText: string
}

/** All of it for the window asked, and equal to the report's numbers where the windows are the same. */
export interface WindowView {
  window: RunWindow
  /**
   * Written seconds whose requests are counted in the window, and those that are left out since they are not trusted. None is counted where
   * nothing is left of the load: what ended after it has no time to be divided by.
   */
  seconds: { counted: number; leftOut: number }
  totals: ReportStatistics
  endpoints: ReportEndpoint[]
  /** Judged again for this window; criteria of sliding windows as they were in the whole run. */
  criteria: ReportCriterion[]
  iterations: RunReport['iterations']
  checks: RunReport['checks']
  websocket: RunReport['websocket']
  /** Of all its seconds, whichever are left out. */
  generatorHealth: ReportGeneratorHealth
}

/** Columns of equal length, one value a step. NaN: nothing there, which is a gap and never 0. */
export interface TimelineView {
  window: RunWindow
  stepS: number
  /** Begin of each step, seconds. */
  t: Float64Array
  /** Seconds of each step that its rates divide by: all that are not left out, and that lie before the end of what is written. */
  countedS: Float64Array
  users: Float64Array
  /** Users, or arrivals per second; as it was steered. */
  planned: Float64Array
  plannedUnit: 'users' | 'perS'
  inFlight: Float64Array
  okPerS: Float64Array
  failedPerS: Float64Array
  iterationsPerS: Float64Array
  droppedPerS: Float64Array
  bytesInPerS: Float64Array
  bytesOutPerS: Float64Array
  /** Of the requests that the latency choice names. */
  count: Float64Array
  meanMs: Float64Array
  maxMs: Float64Array
  /** By percentile as asked: `{ p: 99.9, ms }`. */
  percentiles: { p: number; ms: Float64Array }[]
  /** By class of error, only those that there were; none for one user type, as they are not counted by it. NaN: not known when. */
  errorsPerS: { class: ErrorClass; perS: Float64Array }[]
  /** Mean ms of a request in each phase, in the order of PHASES. */
  phasesMs: Float64Array[]
  /** Worst second of each step, also of those that are left out: 0 trusted, 1 degraded, 2 not trusted, 3 no data. */
  trust: Uint8Array
}

/** Requests by time and latency, all that count in the window: where that reaches the end of the load, what ended later too. Rows are equal on a log scale; cell = column · rows + row. */
export interface HeatmapView {
  window: RunWindow
  stepS: number
  columns: number
  rows: number
  /** rows + 1 borders, ms, ascending. */
  edgesMs: Float64Array
  counts: Uint32Array
  /** Failed requests of each column, whatever their latency. */
  failed: Uint32Array
}

/** A rectangle of a heatmap: seconds [fromS, toS), rows whose lower edge is in [fromMs, toMs). */
export const selectionSchema = z
  .strictObject({
    fromS: second,
    toS: second,
    fromMs: z.number().min(0).max(1e10),
    toMs: z.number().min(0).max(1e10),
  })
  .refine(({ fromS, toS, fromMs, toMs }) => toS > fromS && toMs > fromMs, {
    message: 'A selection ends after it begins',
  })
export type LatencySelection = z.infer<typeof selectionSchema>

/** How many requests of it are in a selection, and in the rest of the window. */
export interface SelectionPart {
  name: string
  selected: number
  rest: number
}

/** What is in a selection of the heatmap and what is not, counted: all requests that the filter and the latency choice name. */
export interface SelectionView {
  selected: number
  rest: number
  endpoints: (SelectionPart & { kind: EndpointKind })[]
  userTypes: SelectionPart[]
  /** `ok` and `failed`. */
  outcomes: SelectionPart[]
}

/** One whole distribution. */
export interface DistributionView {
  count: number
  minMs: number | null
  meanMs: number | null
  maxMs: number | null
  /** ms at each percentile that people name, and some between; only where at least ten requests are above it, then the largest. */
  spectrum: { p: number; ms: number; above: number }[]
  /** Bars on a log scale: [fromMs, toMs) and how many. */
  bars: { fromMs: number; toMs: number; count: number }[]
}

/** Most endpoints whose distributions are told apart: more ridges than fit one below the other. */
export const MOST_RIDGES = 12

/** The distribution of one endpoint; its bars have the edges of those of every other. */
export interface EndpointDistribution {
  name: string
  kind: EndpointKind
  count: number
  /** Of the time that all such requests of the window took together; null when they took none. */
  timeShare: number | null
  /** As asked; null where fewer than ten requests are above. 100: the largest. */
  percentiles: { p: number; ms: number | null }[]
  bars: DistributionView['bars']
}

/** Those that took most time, most first. */
export interface EndpointDistributionsView {
  endpoints: EndpointDistribution[]
  /** How many more there are, and their part of the time. */
  others: { count: number; timeShare: number | null }
}

/** Users of one type, by what their requests took. */
export interface UserTypePart {
  name: string
  /** Of the response times of all requests of the window; null when they took none. */
  timeShare: number | null
}

/** Rows of the endpoint table that need time: a strip of states and a line, both over at most 60 steps. */
export interface EndpointStrip {
  name: string
  kind: EndpointKind
  /** 0 no request, 1 met, 2 over target, 3 over maximum, 4 too few, 5 not trusted, 6 no criterion. */
  states: Uint8Array
  /** NaN: none. */
  p95Ms: Float64Array
  /** NaN: not known. */
  perS: Float64Array
}

/** When requests of an endpoint first and last ended in the window: whole seconds since the start of the run, exactly. */
export interface SeenEndpoint {
  name: string
  kind: EndpointKind
  firstS: number
  lastS: number
}

export interface ErrorGroupView {
  class: ErrorClass
  endpoint: string
  message: string
  /** In the window. */
  count: number
  /** Nobody wrote down when they were (runs of older versions): `count` is of the whole run. */
  isWholeRun: boolean
  /** Of the requests of that endpoint in the window; null when it had none, or `count` is of the whole run. */
  share: number | null
  /** In the whole run. */
  firstMs: number
  lastMs: number
  /** Errors in each of at most 60 steps over the window; NaN where it is not known. */
  line: Float64Array
}

export interface ErrorsView {
  window: RunWindow
  stepS: number
  /** As in a timeline. */
  countedS: Float64Array
  total: number
  groups: ErrorGroupView[]
}

/** One engine over time; NaN where it said nothing. */
export interface EngineHealthView {
  engine: number
  eventLoopP50Ms: Float64Array
  eventLoopP99Ms: Float64Array
  eventLoopMaxMs: Float64Array
  scheduleLagP99Ms: Float64Array
  scheduleLagMaxMs: Float64Array
  cpuPercent: Float64Array
  cpuWaitPercent: Float64Array
  gcMaxMs: Float64Array
  gcShare: Float64Array
  heapBytes: Float64Array
  rssBytes: Float64Array
  sockets: Float64Array
  descriptorsOpen: Float64Array
  descriptorsLimit: Float64Array
  /** Local ports that its sockets take, with those of closed connections, at most. */
  portsUsed: Float64Array
  portsLimit: Float64Array
}

export interface HealthView {
  window: RunWindow
  stepS: number
  t: Float64Array
  engines: EngineHealthView[]
  /** Users, or arrivals per second; as it was steered. */
  planned: Float64Array
  plannedUnit: 'users' | 'perS'
  /** At the end of each step. */
  users: Float64Array
  /** Iterations that began: with arrivals, those of them that found a user. */
  startedPerS: Float64Array
  droppedPerS: Float64Array
  /** Of bodies and messages, without heads; of all that the run asked for. */
  bytesInPerS: Float64Array
  bytesOutPerS: Float64Array
  trust: Uint8Array
  /** Of the window, in words. */
  reasons: string[]
  advice: string[]
  /** Seconds that are not trusted, or only with care. */
  seconds: SecondTrust[]
}

/** The build that a run is compared with, by what its runs measured in their judged windows: p95 of successful requests, from the intended start. */
export interface BaselineView {
  build: string
  /** The run is one of it. */
  isOwn: boolean
  /** That have ended, the newest; what everything is the median of. */
  runs: number
  /** Of all requests; null: there were none. */
  p95Ms: number | null
  endpoints: { name: string; kind: EndpointKind; p95Ms: number | null }[]
}

export const analysisMethods = {
  /** What is quickly known: for the first paint. */
  'run.open': method<RunView>()(z.strictObject({ run: runReference })),
  'run.window': method<WindowView>()(z.strictObject(scope)),
  'run.timeline': method<TimelineView>()(
    z.strictObject({
      ...scope,
      points,
      latency,
      percentiles,
    }),
  ),
  'run.heatmap': method<HeatmapView>()(z.strictObject({ ...scope, points, latency })),
  /** `window` as the heatmap has it: what is not selected in it is the rest. */
  'run.explain': method<SelectionView>()(z.strictObject({ ...scope, latency, selection: selectionSchema })),
  'run.distribution': method<DistributionView>()(z.strictObject({ ...scope, latency })),
  /** At most MOST_RIDGES of them. */
  'run.endpointDistributions': method<EndpointDistributionsView>()(z.strictObject({ ...scope, latency, percentiles })),
  /** Those that asked for anything, that took most time first. */
  'run.userTypes': method<UserTypePart[]>()(z.strictObject(scope)),
  'run.strips': method<{ window: RunWindow; stepS: number; endpoints: EndpointStrip[] }>()(
    z.strictObject({
      ...scope,
      /** Those that are looked at: a few of many are answered far sooner than all, which is null. */
      endpoints: z.array(endpoint).max(MOST_STRIPS).nullable().default(null),
    }),
  ),
  /** Of the endpoints that had requests; those of the time after the load count as well where the window reaches its end. */
  'run.seen': method<{ window: RunWindow; endpoints: SeenEndpoint[] }>()(z.strictObject(scope)),
  'run.errors': method<ErrorsView>()(z.strictObject(scope)),
  /** Kept whole: the slowest, some at random, the first of each kind of error. Slowest first. `iteration`: only those of it. */
  'run.exemplars': method<ReportExemplar[]>()(
    z.strictObject({ ...scope, iteration: iterationSchema.nullable().default(null) }),
  ),
  'run.health': method<HealthView>()(z.strictObject({ run: runReference, window: windowSchema, points })),
  /** Null: its scenario has no baseline. */
  'run.baseline': method<BaselineView | null>()(z.strictObject({ run: runReference })),
  'run.findings': method<{ findings: Finding[]; notices: string[] }>()(z.strictObject({ run: runReference })),
  /** The report as a file, to be saved: what `loadwright report` writes. */
  'run.report': method<SavedFile>()(z.strictObject({ run: runReference, format: z.enum(REPORT_FILE_FORMATS) })),
}
