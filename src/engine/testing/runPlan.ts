/** Runs a plan written in a test on a real engine in this process, and adds up what it told. */
import { readPlan } from '../../core/plan/readPlan.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { Histogram } from '../../core/histogram/histogram.ts'
import type { EngineSecond, Exemplar, LoadCounts, SeriesKey } from '../../core/recording/second.ts'
import { machineNowMs } from '../clock.ts'
import { prepareShard, ShardRun } from '../shardRun.ts'

export interface SeriesSum extends SeriesKey {
  count: number
  bytesIn: number
  bytesOut: number
  latency: Histogram
  service: Histogram
  phasesUs: number[]
}

export interface PlanRun {
  seconds: EngineSecond[]
  series: SeriesSum[]
  errors: { class: string; endpoint: string; message: string; count: number }[]
  exemplars: Exemplar[]
  load: Omit<LoadCounts, 'users' | 'inFlight'>
  /** Requests by endpoint and outcome: `GET /x ok`. */
  counts: Record<string, number>
}

export interface RunPlanOptions {
  environment?: Record<string, string>
  scenario?: number
  seed?: number
  shard?: number
  shards?: number
  folder?: string
  files?: Record<string, string>
  maxEndpointNames?: number
  /** From being made to its zero; 5 if not given. */
  startsInMs?: number
  /** Called when the run has started, or waits for its zero. */
  started?: (run: ShardRun) => void
  onSecond?: (second: EngineSecond) => void
}

/** @throws Error with all problems when the plan is not right. */
export function compile(text: string, options: RunPlanOptions = {}): CompiledPlan {
  const { plan, problems } = readPlan(
    { file: 'test.plan.yaml', text },
    {
      environment: options.environment ?? {},
      folder: options.folder ?? '/nowhere',
      files: {
        resolve: (path) => ({ ok: true, path: options.files?.[path] ?? path }),
        csvColumns: () => ({ ok: true, columns: ['username', 'password'] }),
      },
    },
  )
  if (plan === null)
    throw new Error(problems.map((problem) => `${problem.line}:${problem.column} ${problem.message}`).join('\n'))
  return plan
}

export async function runPlan(text: string, options: RunPlanOptions = {}): Promise<PlanRun> {
  const plan = compile(text, options)
  const { scenario = 0, seed = 1, shard = 0, shards = 1, maxEndpointNames = 500, startsInMs = 5 } = options
  const prepared = await prepareShard({ plan, scenario, shard, shards, seed, maxEndpointNames })
  const seconds: EngineSecond[] = []
  await new Promise<void>((resolve) => {
    const run = new ShardRun(prepared, machineNowMs() + startsInMs, {
      second: (second) => {
        seconds.push(second)
        options.onSecond?.(second)
      },
      done: resolve,
    })
    run.start()
    options.started?.(run)
  })
  return addUp(seconds)
}

/** Adds up the seconds of one engine. */
export function addUp(seconds: EngineSecond[]): PlanRun {
  const series = new Map<number, SeriesSum>()
  const errors = new Map<string, PlanRun['errors'][number]>()
  const load: Record<string, number> = {}
  for (const second of seconds) {
    for (const { id, ...key } of second.series) {
      series.set(id, {
        ...key,
        count: 0,
        bytesIn: 0,
        bytesOut: 0,
        latency: new Histogram(),
        service: new Histogram(),
        phasesUs: [0, 0, 0, 0, 0, 0, 0],
      })
    }
    for (const { series: id, window } of second.windows) {
      const sum = series.get(id)!
      sum.count += window.count
      sum.bytesIn += window.bytesIn
      sum.bytesOut += window.bytesOut
      sum.phasesUs = sum.phasesUs.map((us, phase) => us + window.phasesUs[phase]!)
      if (sum.kind === 'events') continue
      sum.latency.add(window.latency, window)
      if (window.service === null) sum.service.add(window.latency, window)
      else sum.service.add(window.service)
    }
    for (const error of second.errors) {
      const key = JSON.stringify([error.class, error.endpoint, error.message])
      const known = errors.get(key)
      if (known) known.count += error.count
      else errors.set(key, { ...error })
    }
    for (const [key, value] of Object.entries(second.load))
      if (typeof value === 'number') load[key] = (load[key] ?? 0) + value
  }
  const list = [...series.values()]
  return {
    seconds,
    series: list,
    errors: [...errors.values()],
    exemplars: seconds.flatMap((second) => second.exemplars),
    load: load as unknown as PlanRun['load'],
    counts: Object.fromEntries(
      list.filter(({ count }) => count > 0).map(({ endpoint, outcome, count }) => [`${endpoint} ${outcome}`, count]),
    ),
  }
}
