/**
 * The report of one run as data: what `--json` prints, `report.json` holds, the history answers with, and every renderer
 * (Markdown, HTML, JUnit, CSV, terminal, window) reads. One zod schema is the source; the published JSON Schema
 * (resources/schema/report.schema.json) is generated from it. Fields may be added within version 1; none changes its
 * meaning or goes away without `schemaVersion` going up.
 *
 * Conventions: units are in the names; shares are 0…1; times that end in `Ms` and stand for a moment count from the start
 * of the run; `startedAt`-like texts are ISO 8601 in UTC. `null` means "not measured" or "does not apply", never 0.
 */
import { z } from 'zod'
import type { BuildComparison } from '../comparison/comparison.ts'
import { ERROR_CLASSES } from '../recording/second.ts'

export const REPORT_SCHEMA_VERSION = 1

const count = z.number().min(0)
const share = z.number().min(0).max(1)
const milliseconds = z.number()
const perSecond = z.number().min(0)

/**
 * Percentiles of one distribution, read from one merged histogram (three significant digits), never averaged. A
 * percentile p is backed by evidence only where `count · (1 − p/100) ≥ 1`; below, it equals the largest sample.
 */
export const latencySchema = z.object({
  count: count.describe('How many samples the distribution holds.'),
  min: milliseconds,
  mean: milliseconds,
  p50: milliseconds,
  p75: milliseconds,
  p90: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  p99_9: milliseconds,
  p99_99: milliseconds,
  max: milliseconds,
})
export type ReportLatency = z.infer<typeof latencySchema>

export const phasesSchema = z.object({
  blocked: z.number().min(0),
  dns: z.number().min(0),
  connect: z.number().min(0),
  tls: z.number().min(0),
  send: z.number().min(0),
  wait: z.number().min(0),
  receive: z.number().min(0),
})
export type ReportPhases = z.infer<typeof phasesSchema>

/** What is known about any set of requests: one endpoint, one user type, everything. */
export const statisticsSchema = z.object({
  requests: count.describe('Requests (messages, group passes) that ended in the window, successful or not.'),
  requestsAfterLoad: count
    .optional()
    .describe('Of `requests`: under way when the load ended, and ended in the graceful stop; not part of the rate.'),
  failures: count,
  failureShare: share.nullable().describe('failures ÷ requests; null without requests.'),
  ratePerS: perSecond.describe(
    'Requests that ended while the load was on ÷ length of the window; `requests` also has those that ended in the graceful stop.',
  ),
  bytesIn: count,
  bytesOut: count,
  latencyMs: latencySchema
    .nullable()
    .describe('Response time of successful requests, from the intended start. Null when there were none.'),
  serviceMs: latencySchema
    .nullable()
    .describe('Service time of successful requests, from the actual send. Null when there were none.'),
  failedLatencyMs: latencySchema.nullable().describe('Response time of failed requests, from the intended start.'),
  phasesMs: phasesSchema
    .nullable()
    .describe('Mean milliseconds per request in each phase, all requests. Means add up; percentiles would not.'),
  phaseShares: phasesSchema.nullable().describe('Each phase as a share of the sum of all phases.'),
  timeShare: share
    .nullable()
    .describe('Share of all response time (Σ latency of requests in totals) that was spent here.'),
})
export type ReportStatistics = z.infer<typeof statisticsSchema>

export const endpointSchema = statisticsSchema.extend({
  name: z.string(),
  kind: z.enum(['http', 'websocket', 'reply', 'events', 'group']),
  method: z.string().nullable(),
  path: z.string().nullable(),
})
export type ReportEndpoint = z.infer<typeof endpointSchema>

export const userTypeSchema = statisticsSchema.extend({
  name: z.string(),
  endpoints: z.array(endpointSchema),
})
export type ReportUserType = z.infer<typeof userTypeSchema>

export const CRITERION_STATUSES = ['met', 'overTarget', 'overMaximum', 'tooFew', 'notTrusted'] as const

export const criterionSchema = z.object({
  id: z.string().describe('The same for the same criterion in every run: subject, level and text.'),
  text: z.string().describe('As written, e.g. `p95 < 500ms`.'),
  subject: z.string().describe('`all`, or the pattern as written.'),
  metric: z.string().describe('p95, avg, rate, failures, apdex(500ms), …'),
  level: z.enum(['target', 'maximum']),
  operator: z.enum(['<', '<=', '>', '>=', '==', '!=']),
  limit: z.number().describe('In `unit`.'),
  actual: z
    .number()
    .nullable()
    .describe('In `unit`. With a sliding window: the worst window. Null when nothing could be measured.'),
  unit: z.enum(['ms', 'perS', 'share', 'count', 'score']),
  status: z.enum(CRITERION_STATUSES),
  samples: count.describe('Samples the actual value rests on.'),
  windowMs: z.number().nullable().describe('Length of the sliding window (`for 10s`); null: the whole judged window.'),
  stop: z.boolean().describe('Ends the run when it breaks.'),
  endpoints: z.array(z.string()).describe('Names of the endpoints judged together as this subject; empty for `all`.'),
  firstBreakMs: milliseconds
    .nullable()
    .describe('End of the first window that broke it; null for criteria over the whole run and when none broke.'),
  notes: z.array(z.string()).describe('Plain sentences: why it could not be judged, or what to mind about the value.'),
})
export type ReportCriterion = z.infer<typeof criterionSchema>

export const errorSchema = z.object({
  class: z.enum(ERROR_CLASSES),
  endpoint: z.string(),
  message: z.string().describe('A plain sentence; ids and numbers replaced, secrets masked.'),
  count,
  share: share.nullable().describe('Of all requests of that endpoint in the whole run; null when it had none.'),
  firstMs: milliseconds,
  lastMs: milliseconds,
})
export type ReportError = z.infer<typeof errorSchema>

export const TRUST_STATES = ['trusted', 'degraded', 'notTrusted'] as const

/** Point i of every array covers [i · stepMs, (i + 1) · stepMs) from the start of the run, warm-up included; the last may be shorter. */
export const timelineSchema = z.object({
  stepMs: z.number().positive(),
  users: z.array(count).describe('Users running at the end of the step.'),
  usersByType: z.record(z.string(), z.array(count)),
  inFlight: z.array(count).describe('Requests in flight at the end of the step.'),
  requests: z.array(count).describe('Requests that ended in the step.'),
  failures: z.array(count),
  p50Ms: z.array(z.number().nullable()).describe('Successful requests of the step; null where there were none.'),
  p95Ms: z.array(z.number().nullable()),
  p99Ms: z.array(z.number().nullable()),
  bytesIn: z.array(count),
  bytesOut: z.array(count),
  iterationsStarted: z.array(count),
  iterationsCompleted: z.array(count),
  dropped: z.array(count),
  trust: z.array(z.enum(TRUST_STATES)).describe('Worst second of the step.'),
})
export type ReportTimeline = z.infer<typeof timelineSchema>

const headersSchema = z.array(z.tuple([z.string(), z.string()]))

export const exemplarSchema = z.object({
  endpoint: z.string(),
  userType: z.string(),
  outcome: z.enum(['ok', 'failed']),
  reason: z.enum(['slowest', 'failure', 'random']),
  startMs: milliseconds.describe('Intended start.'),
  latencyMs: milliseconds,
  serviceMs: milliseconds,
  phasesMs: phasesSchema,
  user: count,
  iteration: z.number().int().min(-1).describe('0 is the first; −1: in onStart or onStop.'),
  error: z.object({ class: z.enum(ERROR_CLASSES), message: z.string() }).nullable(),
  newConnection: z.boolean(),
  request: z.object({ method: z.string(), url: z.string(), headers: headersSchema, body: z.string().nullable() }),
  response: z
    .object({ status: z.number(), headers: headersSchema, body: z.string().nullable(), bodyBytes: count })
    .nullable(),
  otherMessages: z
    .object({
      count: count.describe('How many came.'),
      afterMs: z.array(milliseconds).describe('When the first 100 of them came, from `startMs` on; ascending.'),
    })
    .optional()
    .describe(
      'Of a step that waited for a message: those that came meanwhile and were not the one. Missing: not one that waited, or written by an older version.',
    ),
})
export type ReportExemplar = z.infer<typeof exemplarSchema>

export const generatorHealthSchema = z.object({
  trusted: z
    .boolean()
    .describe(
      'Not more than 5 % of the load of the judged window is untrusted, and no judgement of a criterion hangs on that part.',
    ),
  share: share.describe('Share of the seconds of the judged window that are not untrusted; 1 without seconds.'),
  untrustedLoadShare: share
    .optional()
    .describe(
      'Share of the load that the generator may have made false: of each second that is untrusted the part in which it stood in the way.',
    ),
  degradedShare: share.describe('Share of seconds that are degraded: usable, with care.'),
  reasons: z.array(z.string()).describe('Why seconds were degraded or untrusted, worst first, with numbers.'),
  advice: z.array(z.string()).describe('What to do about the reasons.'),
  eventLoopDelayMs: z
    .object({ p50: z.number(), p99: z.number(), max: z.number() })
    .nullable()
    .describe('Highest value of any second and engine.'),
  scheduleLagMs: z
    .object({ p99: z.number(), max: z.number() })
    .nullable()
    .describe('Highest of any second and engine; null when nothing was due.'),
  cpuPercentOfOneCore: z
    .array(z.object({ engine: count, mean: z.number(), max: z.number() }))
    .describe('One row per engine process.'),
  cpuWaitPercentMax: z
    .number()
    .nullish()
    .describe(
      'Highest share of a second, in percent, in which an engine had work and no processor to run on; null where the platform does not tell.',
    ),
  gcPauseMs: z.object({ max: z.number(), total: z.number() }).nullable(),
  heapBytesMax: count.nullable(),
  rssBytesMax: count.nullable().describe('Highest of any one engine process.'),
  socketsMax: count.nullable().describe('Highest of any one engine process.'),
  descriptors: z
    .object({ openMax: count, limit: count })
    .nullable()
    .describe('The engine process nearest to its limit; null where the platform does not tell.'),
})
export type ReportGeneratorHealth = z.infer<typeof generatorHealthSchema>

export const SEVERITIES = ['info', 'warning', 'problem'] as const

export const findingSchema = z.object({
  id: z.string().describe('The rule, e.g. `queueing`.'),
  severity: z.enum(SEVERITIES),
  fact: z.string().describe('What was measured, with numbers.'),
  mayMean: z.string().nullable().describe('What it may mean; never a claim about what was not measured.'),
  doNext: z.string(),
  evidence: z.object({
    view: z.enum(['overview', 'timeline', 'latency', 'endpoints', 'errors', 'generator', 'setup']),
    endpoint: z.string().nullable(),
    fromMs: milliseconds.nullable(),
    toMs: milliseconds.nullable(),
  }),
})
export type Finding = z.infer<typeof findingSchema>

/** From where a run was steered or marked. */
export const STEERED_BY = ['terminal', 'stdin', 'window', 'browser'] as const
export type SteeredBy = (typeof STEERED_BY)[number]

export const steeringSchema = z.object({
  atMs: milliseconds,
  by: z.enum(STEERED_BY),
  what: z.string().describe('For people: `10 users added, 110 planned now`.'),
})
export type ReportSteering = z.infer<typeof steeringSchema>

export const annotationSchema = z.object({ atMs: milliseconds, by: z.enum(STEERED_BY), text: z.string() })
export type ReportAnnotation = z.infer<typeof annotationSchema>

export const previousRunSchema = z.object({
  id: z.string(),
  build: z.string().nullable(),
  startedAt: z.string(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  ratePerS: perSecond,
  failureShare: share.nullable(),
  verdict: z.enum(['passed', 'failed', 'inconclusive']).nullable(),
  steered: z.boolean().describe('Its load was changed while it went on: it is not the load that its plan says.'),
})
export type PreviousRun = z.infer<typeof previousRunSchema>

/**
 * How a run ended. `completed` as planned · `stoppedByCriterion` a criterion with `stop` broke · `stopped` by the user or
 * a signal · `interrupted` the process was killed; what reached the disk is what is judged · `failed` it could not go on ·
 * `running` it has not ended yet.
 */
export const RUN_STATUSES = ['running', 'completed', 'stoppedByCriterion', 'stopped', 'interrupted', 'failed'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

export const runSchema = z.object({
  id: z.string(),
  plan: z.string().describe("The plan's name."),
  planFile: z.string().nullable().describe('As the user gave it, or relative to the workspace.'),
  scenario: z.string(),
  purpose: z.string().nullable(),
  build: z.object({ label: z.string().nullable(), commit: z.string().nullable(), branch: z.string().nullable() }),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: milliseconds,
  status: z.enum(RUN_STATUSES),
  target: z.string(),
  seed: z.number().nullable(),
  settings: z.string().describe('The load in words, e.g. `100 users, 10 per second, for 10 min`.'),
  steering: z
    .array(steeringSchema)
    .describe(
      'Changes of the load while the run went on, in order. When there are any, `settings` is not the load it had.',
    ),
  window: z
    .object({ fromMs: milliseconds, toMs: milliseconds })
    .describe(
      'What totals, endpoints and whole-run criteria cover: the load after warm-up, with all requests that were under way when it ended.',
    ),
  generator: z.object({
    host: z.string(),
    os: z.string(),
    cores: count,
    processes: count,
    runtime: z.string(),
    tls: z.string(),
  }),
})
export type ReportRun = z.infer<typeof runSchema>

export const verdictSchema = z.object({
  status: z.enum(['passed', 'failed', 'inconclusive']),
  sentence: z.string(),
  exitCode: z.number().int(),
})
export type ReportVerdict = z.infer<typeof verdictSchema>

export const reportSchema = z.object({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  run: runSchema,
  verdict: verdictSchema,
  criteria: z.array(criterionSchema).describe('In the order of the plan.'),
  totals: statisticsSchema.describe(
    'All endpoints of kind http, websocket and reply; groups and event streams are not requests.',
  ),
  endpoints: z.array(endpointSchema).describe('Most time consumed first.'),
  users: z.array(userTypeSchema).describe('One row per user type that made requests.'),
  iterations: z.object({ started: count, completed: count, failed: count, interrupted: count, dropped: count }),
  usersFailed: count.describe('Users that ended because their onStart failed or their data ran out.'),
  checks: z.object({
    passed: count,
    failed: count,
    share: share.nullable().describe('passed ÷ all; null without checks.'),
  }),
  websocket: z.object({ messagesIn: count, messagesOut: count }),
  errors: z.array(errorSchema).describe('Most frequent first; the whole run, warm-up included.'),
  timeline: timelineSchema,
  annotations: z.array(annotationSchema).describe('Marks that people set while the run went on, by time.'),
  exemplars: z.array(exemplarSchema),
  monitors: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      avg: z.number().nullable(),
      max: z.number().nullable(),
      samples: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  generatorHealth: generatorHealthSchema,
  findings: z.array(findingSchema).describe('Worst first.'),
  previousRuns: z.array(previousRunSchema).describe('Earlier runs of the same plan and scenario, newest first.'),
  notices: z
    .array(z.string())
    .describe('What a reader must know about how the numbers came to be: clamped values, folded names, an early end.'),
  comparison: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe(
      'With the baseline (`--baseline`), as `loadwright compare --json` prints it; null when none was asked for.',
    ),
  trend: z.record(z.string(), z.unknown()).nullable(),
})
export type RunReport = Omit<z.infer<typeof reportSchema>, 'comparison'> & { comparison: BuildComparison | null }
