/**
 * What the history costs: writes a synthetic run second by second as the host does, and asks it questions as the window does.
 *
 *   node bench/storage.ts [--seconds 3600] [--endpoints 200] [--samples 20-100] [--failures 0.01] [--service same|differs] [--keep FILE] [--json]
 *
 * `--service differs`: an open model, where each request has a service time of its own.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openHistory } from '../src/host/storage/history.ts'
import { syntheticHead } from './syntheticRun.ts'
import { syntheticSeconds } from './syntheticSeconds.ts'

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

const { second: makeSecond, random } = syntheticSeconds({
  endpoints,
  samples: { fewest, most },
  failureShare: Number(options.failures),
  serviceDiffers: options.service === 'differs',
})

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
  const writer = history.startRun(syntheticHead(seconds))
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
