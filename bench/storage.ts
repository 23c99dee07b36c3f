/**
 * What the history costs: writes a synthetic run second by second as the host does, and asks it questions as the window does.
 *
 *   node bench/storage.ts [--seconds 3600] [--endpoints 200] [--samples 20-100] [--failures 0.01] [--service same|differs] [--keep FILE] [--json]
 *
 * The latencies of each endpoint are log-normal around a median of its own (5 ms to 500 ms), so that a second is some
 * dozens of counters far apart, as in life. `--service differs`: an open model, where each request has a service time of its own.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Histogram } from '../src/core/histogram/histogram.ts'
import type { EngineHealth, LoadCounts, SeriesWindow } from '../src/core/recording/second.ts'
import { openHistory } from '../src/host/storage/history.ts'
import type { MergedSecond } from '../src/host/storage/mergedSecond.ts'

/** The line that `--json` adds at the end. */
export interface StorageResult {
  fileBytes: number
  slowestSecondMs: number
  /** File, run with totals of all series, load and a timeline of 10 s. */
  openMs: number
  slowestWindowMs: number
  windows: number
}

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3600' },
    endpoints: { type: 'string', default: '200' },
    samples: { type: 'string', default: '20-100' },
    failures: { type: 'string', default: '0.01' },
    service: { type: 'string', default: 'same' },
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const seconds = Number(options.seconds)
const endpoints = Number(options.endpoints)
const [fewest = 20, most = 100] = options.samples.split('-').map(Number)
const failureShare = Number(options.failures)
const serviceDiffers = options.service === 'differs'

let state = 0x9e3779b9
/** Mulberry32: the same run every time. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

const latency = new Histogram()
const service = new Histogram()

function makeWindow(medianUs: number, count: number): SeriesWindow {
  latency.clear()
  service.clear()
  for (let sample = 0; sample < count; sample++) {
    const us = Math.round(medianUs * Math.exp(0.4 * normal()))
    latency.record(us)
    if (serviceDiffers) service.record(Math.max(1, us - Math.round(random() * 0.05 * medianUs)))
  }
  const { sumUs, minUs, maxUs } = latency
  return {
    count,
    sumUs,
    minUs,
    maxUs,
    latency: latency.encode(),
    service: serviceDiffers ? service.encode() : null,
    serviceSumUs: serviceDiffers ? service.sumUs : sumUs,
    bytesIn: count * 2400,
    bytesOut: count * 380,
    phasesUs: [count * 12, 0, 0, 0, count * 31, Math.round(sumUs * 0.93), Math.round(sumUs * 0.05)],
  }
}

const load: LoadCounts = {
  users: { shopper: 120, admin: 4 },
  inFlight: 97,
  iterationsStarted: 130,
  iterationsCompleted: 128,
  iterationsFailed: 1,
  iterationsInterrupted: 0,
  dropped: 0,
  usersFailed: 0,
  messagesIn: 0,
  messagesOut: 0,
  checksPassed: 5000,
  checksFailed: 12,
}
const health: EngineHealth = {
  eventLoopDelayMs: { p50: 1.021, p99: 3.412, max: 7.113 },
  scheduleLagMs: { p99: 1.224, max: 3.911 },
  cpuPercent: 41.2,
  gcPauseMs: { max: 2.113, total: 8.44 },
  heapBytes: 88_123_456,
  rssBytes: 188_123_456,
  sockets: 124,
  descriptors: { open: 163, limit: 65_536 },
}

function makeSecond(t: number): MergedSecond {
  const windows: MergedSecond['windows'] = []
  for (let place = 0; place < endpoints; place++) {
    const medianUs = 5000 * 100 ** (place / endpoints)
    const endpoint = `GET /api/resources/${place}/:id`
    const count = Math.round(fewest + random() * (most - fewest))
    const failed = Math.min(count, Math.round(count * failureShare * 2 * random()))
    const series = { endpoint, kind: 'http' as const, userType: 'shopper' }
    windows.push({ series: { ...series, outcome: 'ok' }, window: makeWindow(medianUs, count - failed) })
    if (failed > 0) windows.push({ series: { ...series, outcome: 'failed' }, window: makeWindow(medianUs / 4, failed) })
  }
  const errors: MergedSecond['errors'] = [
    { class: 'status', endpoint: 'GET /api/resources/7/:id', message: 'Status 503, expected 2xx.', count: 3 },
  ]
  return { t, windows, errors, exemplars: [], load, health: [health, health], trusted: true, reasons: [] }
}

function quantile(values: number[], share: number): string {
  const sorted = values.toSorted((one, other) => one - other)
  return `${(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0).toFixed(1)} ms`
}

function timed<T>(action: () => T): [ms: number, result: T] {
  const startMs = performance.now()
  const result = action()
  return [performance.now() - startMs, result]
}

/** Whoever else wants the processor meanwhile is not part of the answer. */
function medianOfThree(action: () => unknown): number {
  return [0, 0, 0].map(() => timed(action)[0]).toSorted((one, other) => one - other)[1]!
}

const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
const file = options.keep ?? join(folder, 'history.db')
try {
  const history = openHistory(file)
  const writer = history.startRun({
    planName: 'bench',
    planFile: null,
    planText: 'bench',
    scenario: 'bench',
    purpose: null,
    build: { label: null, commit: null, branch: null },
    target: 'http://127.0.0.1',
    seed: 1,
    plannedDurationMs: seconds * 1000,
    warmUpMs: 0,
    settings: {},
    generator: { host: '', os: '', cores: 1, processes: 2, runtime: '', tls: '' },
    startedAtMs: Date.now(),
  })
  const writeMs: number[] = []
  const checkpointMs: number[] = []
  const byKind = new Map<string, number[]>()
  for (let t = 0; t < seconds; t++) {
    const second = makeSecond(t)
    const [ms] = timed(() => writer.writeSecond(second))
    writeMs.push(ms)
    const kind =
      t % 10 === 1
        ? 'with a roll-up to 10 s'
        : t > 60 && [2, 3, 4, 5].includes(t % 60)
          ? 'with a longer roll-up'
          : 'other'
    byKind.set(kind, [...(byKind.get(kind) ?? []), ms])
    // In life a timer does it; here no time passes between seconds.
    if (t % 10 === 9) checkpointMs.push(timed(() => history.checkpoint())[0])
  }
  const [finishMs] = timed(() =>
    writer.finish({ status: 'completed', endedAtMs: Date.now(), verdict: null, criteria: [] }),
  )
  const [closeMs] = timed(() => history.close())

  console.log(
    `${endpoints} endpoints × ${seconds} s × ${options.samples} requests, ${options.failures} failed, service time ${options.service}`,
  )
  console.log(`file        ${(statSync(file).size / 1e6).toFixed(1)} MB`)
  console.log(`second      p50 ${quantile(writeMs, 0.5)}, p99 ${quantile(writeMs, 0.99)}, max ${quantile(writeMs, 1)}`)
  for (const [kind, times] of byKind) console.log(`  ${kind}: p50 ${quantile(times, 0.5)}, max ${quantile(times, 1)}`)
  console.log(`checkpoint  p50 ${quantile(checkpointMs, 0.5)}, max ${quantile(checkpointMs, 1)}`)
  console.log(`finish      ${finishMs.toFixed(1)} ms, close ${closeMs.toFixed(1)} ms`)

  const [openMs, reading] = timed(() => openHistory(file))
  const [overviewMs] = timed(() => {
    const run = reading.findRun('last')
    run.run()
    run.errors()
    run.exemplars()
    run.load()
    run.mergedWindow(0, seconds)
    return [...run.timeline(10, { by: ['kind', 'outcome'] })].length
  })
  console.log(
    `open        file ${openMs.toFixed(1)} ms; run with totals of all series, load, 10 s timeline ${overviewMs.toFixed(1)} ms`,
  )
  const run = reading.findRun('last')
  const [healthMs] = timed(() => run.health())
  const [endpointMs] = timed(() => [...run.timeline(10, { filter: { endpoint: 'GET /api/resources/7/:id' } })])
  console.log(`            health ${healthMs.toFixed(1)} ms; 10 s timeline of one endpoint ${endpointMs.toFixed(1)} ms`)
  const windowMs: number[] = []
  for (let question = 0; question < 60; question++) {
    const fromS = Math.floor(random() * seconds)
    const toS = fromS + 1 + Math.floor(random() * (seconds - fromS))
    windowMs.push(medianOfThree(() => run.mergedWindow(fromS, toS)))
  }
  const worstMs = medianOfThree(() => run.mergedWindow(1, seconds - 1))
  console.log(
    `window      random: p50 ${quantile(windowMs, 0.5)}, p99 ${quantile(windowMs, 0.99)}; all but the first and last second ${worstMs.toFixed(1)} ms`,
  )
  reading.close()
  if (options.json) {
    const result: StorageResult = {
      fileBytes: statSync(file).size,
      slowestSecondMs: Math.max(...writeMs),
      openMs: openMs + overviewMs,
      slowestWindowMs: Math.max(...windowMs, worstMs),
      windows: windowMs.length + 1,
    }
    console.log(JSON.stringify(result))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
