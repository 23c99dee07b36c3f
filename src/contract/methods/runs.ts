/** Starting, steering and keeping runs. */
import { z } from 'zod'
import type { ReportVerdict, RunStatus } from '../../core/report/report.ts'
import { method, subscription } from '../method.ts'
import type { RunTick } from '../runTick.ts'
import { steeringSchema, type SteeringAnswer } from '../steering.ts'
import { planFile } from './plans.ts'

/** An id as shown, or the beginning of one, `last`, `last~2`. */
export const runReference = z.string().min(1).max(100)

/** One row of the list. Numbers are those of the run's report; null where it has none (yet). */
export interface RunRow {
  id: string
  planName: string
  planFile: string | null
  scenario: string
  build: string | null
  /** By which comparisons know its build: the label, else its commit. */
  buildName: string | null
  target: string
  startedAtMs: number
  durationMs: number | null
  status: RunStatus
  verdict: ReportVerdict | null
  starred: boolean
  tags: string[]
  notes: string | null
  /** Most users at once, or arrivals per second, as planned. */
  peakLoad: { unit: 'users' | 'perS'; level: number } | null
  requests: number | null
  ratePerS: number | null
  failureShare: number | null
  p95Ms: number | null
  /** Up to 60 values over the run, ms; null where nothing ended. */
  p95Line: (number | null)[]
  /** Share of the load that the generator may have made false; null before the end. */
  untrustedLoadShare: number | null
  /** The build that others of its plan, scenario and target are compared with; null: none was set. */
  baseline: {
    build: string
    /** The run is one of it. */
    isOwn: boolean
    /** That have ended with a p95, the newest; what it is the median of. */
    runs: number
    p95Ms: number | null
  } | null
}

export const RUN_COLUMNS = [
  'startedAt',
  'plan',
  'scenario',
  'build',
  'duration',
  'status',
  'verdict',
  'requests',
  'rate',
  'failureShare',
  'p95',
  'starred',
] as const
export type RunColumn = (typeof RUN_COLUMNS)[number]

const filterSchema = z.strictObject({
  /** Words that are all in the plan, scenario, build, tags, notes or id. */
  text: z.string().max(500).default(''),
  plan: z.string().max(1000).optional(),
  scenario: z.string().max(1000).optional(),
  build: z.string().max(1000).optional(),
  tag: z.string().max(200).optional(),
  verdict: z.enum(['passed', 'failed', 'inconclusive', 'none']).optional(),
  starred: z.boolean().optional(),
})
export type RunFilter = z.input<typeof filterSchema>

export const MOST_ROWS = 500
/** Runs that one call may change. */
export const MOST_IDS = 10_000
const ids = z.array(runReference).min(1).max(MOST_IDS)
export const MAX_NOTES_LENGTH = 100_000
const tag = z.string().trim().min(1).max(60)

export interface ActiveRun {
  id: string
  planName: string
  scenario: string
  build: string | null
  target: string
  startedAtMs: number
  plannedMs: number
  /** How long what is under way may take when it is stopped. Null: not known here. */
  gracefulStopMs: number | null
  /** Started here: can be steered. Else by another process with the same history. */
  isOurs: boolean
}

export interface HistoryUse {
  /** Of the file and its log. */
  bytes: number
  /** Of that: free to be written again, or given back by `runs.compact`. */
  freeBytes: number
  runs: number
  oldestAtMs: number | null
  /** Null: kept for ever. Starred runs, and those of a baseline, are kept whatever it says. */
  retention: { keepDays: number | null; keepBytes: number | null }
}

/** By what runs stand together in a list. */
const groupSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('build') }),
  /** With its plan: what two plans call alike are two scenarios. */
  z.strictObject({ by: z.literal('scenario') }),
  /** As the calendar has it where the list is looked at: `Europe/London`. */
  z.strictObject({
    by: z.literal('day'),
    timeZone: z.string().max(100).refine(isTimeZone, 'This time zone is not known here.'),
  }),
])
export type RunGrouping = z.input<typeof groupSchema>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export interface RunGroup {
  /** What its runs have in common: the build; the plan and the scenario; the day as `2026-11-29`. Null: they have none. */
  names: (string | null)[]
  runs: number
  /** Of these. Those of the rest were not judged. */
  passed: number
  failed: number
  inconclusive: number
  running: number
  newestAtMs: number
}

const listed = {
  filter: filterSchema.default({ text: '' }),
  /** The runs of a group stand together, in their order; a group stands where the first of them would stand without it. */
  group: groupSchema.optional(),
  /** The first counts most. Newest first where nothing else decides. */
  sort: z
    .array(z.strictObject({ column: z.enum(RUN_COLUMNS), descending: z.boolean() }))
    .max(5)
    .default([]),
}

/** Runs by their ids, for what is done to all of them. */
export interface RunIds {
  /** In the order of the list; the first `MOST_IDS` where there are more. */
  ids: string[]
  /** Of these. */
  starred: string[]
  /** All that fit. */
  total: number
}

export const runsMethods = {
  'runs.list': method<{ rows: RunRow[]; total: number }>()(
    z.strictObject({
      ...listed,
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(MOST_ROWS).default(100),
    }),
  ),
  /** All groups of the same list, in their order. */
  'runs.groups': method<RunGroup[]>()(z.strictObject({ ...listed, group: groupSchema })),
  /** The same list without its rows, to select all of it, or one of its groups. */
  'runs.ids': method<RunIds>()(
    z
      .strictObject({
        ...listed,
        /** The names of a group. */
        only: z.array(z.string().max(100_000).nullable()).min(1).max(2).optional(),
      })
      .refine(({ group, only }) => only === undefined || group !== undefined, 'The names of a group need a grouping.'),
  ),
  /** What there is to filter by, most used first. */
  'runs.facets': method<{ plans: string[]; scenarios: string[]; builds: string[]; tags: string[] }>()(
    z.strictObject({}),
  ),
  'runs.active': method<ActiveRun[]>()(z.strictObject({})),
  /**
   * Resolves when the load has begun; until then it is called off when the call is cancelled, or the caller is gone. Errors: `invalid`
   * plan or values, `busy` when a run goes on, `notStarted`, `readOnly`, `cancelled`.
   */
  'runs.start': method<{ run: string }>()(
    z.strictObject({
      plan: planFile,
      scenario: z.string().max(1000),
      build: z.string().max(200).default(''),
      /** As the options of `loadwright run`; empty: as the plan says. */
      host: z.string().max(2000).default(''),
      users: z.string().max(20).default(''),
      spawnRate: z.string().max(20).default(''),
      runTime: z.string().max(20).default(''),
      environment: z.record(z.string().max(200), z.string().max(10_000)).default({}),
    }),
  ),
  'runs.steer': method<SteeringAnswer>()(z.strictObject({ run: runReference, action: steeringSchema })),
  'runs.edit': method<null>()(
    z.strictObject({
      runs: ids,
      starred: z.boolean().optional(),
      addTags: z.array(tag).max(20).optional(),
      removeTags: z.array(tag).max(20).optional(),
      notes: z.string().max(MAX_NOTES_LENGTH).nullable().optional(),
    }),
  ),
  /** They are gone from lists at once, and from the disk when `undoMs` are over. */
  'runs.delete': method<{ deleted: string[]; undoMs: number }>()(z.strictObject({ runs: ids })),
  'runs.undelete': method<null>()(z.strictObject({ runs: ids })),
  'runs.historyUse': method<HistoryUse>()(z.strictObject({})),
  'runs.setRetention': method<HistoryUse>()(
    z.strictObject({
      keepDays: z.int().min(1).max(100_000).nullable(),
      keepBytes: z.int().min(1_000_000).nullable(),
    }),
  ),
  /** Gives free room of the file back to the disk. */
  'runs.compact': method<HistoryUse>()(z.strictObject({})),
}

export const runsSubscriptions = {
  /** Something about runs changed (started, ended, edited, deleted): ask again. */
  'runs.changed': subscription<null>()(z.strictObject({})),
  /**
   * Ticks of a run that goes on here; the last one first, when there is one. Ends with the run. Without endpoints a tick of many of them is a
   * hundredth of its size: for whoever shows only the whole.
   */
  'run.ticks': subscription<RunTick>()(z.strictObject({ run: runReference, withEndpoints: z.boolean().default(true) })),
}
