/** The two-build scenarios of synthetic-load, with their truth, as a comparison reads runs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  DEFAULT_SETTINGS,
  type ComparedRun,
  type ComparisonInput,
  type EndpointSeconds,
} from '../../src/core/comparison/comparisonInput.ts'
import { bucketIndexOf } from '../../src/core/histogram/layout.ts'
import type { RandomStream } from '../../src/core/random.ts'
import { seededStream } from '../../src/core/statistics/seededStream.ts'

/** Requests, errors, and bucket, count, bucket, count … */
type Second = [requests: number, errors: number, cells: number[]]
type Run = Record<string, Second[]>

interface Material {
  bucket_lower_edges_us: number[]
  scenarios: Record<string, { truth: Record<string, string | number>; base: Run[]; cand: Run[] }>
}

export interface LoadScenario {
  name: string
  /** Metric to verdict. */
  truth: Record<string, string | number>
  input: ComparisonInput
}

export function syntheticLoadScenarios(): LoadScenario[] {
  const file = join(import.meta.dirname, 'synthetic-load/runs.json.gz')
  const { bucket_lower_edges_us: edges, scenarios } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Material
  return Object.entries(scenarios).map(([name, { truth, base, cand }]) => ({
    name,
    truth,
    input: {
      baseline: base.map((run, at) => comparedRun(`${name}-base-${at}`, '1.0', run, edges)),
      candidate: cand.map((run, at) => comparedRun(`${name}-cand-${at}`, '1.1', run, edges)),
      history: { runs: [], changes: [] },
      settings: DEFAULT_SETTINGS,
    },
  }))
}

function comparedRun(runId: string, build: string, run: Run, edges: readonly number[]): ComparedRun {
  const endpoints = Object.entries(run).map(([name, seconds]) =>
    endpointSeconds(name, seconds, edges, seededStream(runId, name)),
  )
  const length = endpoints[0]!.ok.length
  return {
    facts: syntheticFacts(runId, build, length * 1000),
    seconds: { runId, endpoints, untrusted: new Uint8Array(length), arrivals: null, errors: [] },
  }
}

export function syntheticFacts(runId: string, build: string, loadMs: number): ComparedRun['facts'] {
  return {
    runId,
    build,
    plan: 'Synthetic',
    planDigest: 'synthetic',
    scenario: 'Default',
    load: { model: 'closed', stages: [{ durationMs: loadMs, from: 10, to: 10 }] },
    wasSteered: false,
    loadText: '10 users',
    target: 'http://localhost',
    environment: null,
    generator: { host: 'here', version: '0.1.0', engines: 1 },
    untrustedShare: 0,
    loadMs,
    isComplete: true,
  }
}

/** The material's buckets are 2 % wide and the product's 0.1 %: requests are laid evenly over each, as they were before they were counted. */
function endpointSeconds(
  name: string,
  seconds: readonly Second[],
  edges: readonly number[],
  random: RandomStream,
): EndpointSeconds {
  const firstCells = new Uint32Array(seconds.length + 1)
  const buckets: number[] = []
  for (const [second, [, , cells]] of seconds.entries()) {
    for (let at = 0; at < cells.length; at += 2) {
      const low = edges[cells[at]!]!
      const high = edges[cells[at]! + 1] ?? low * 1.02
      for (let count = cells[at + 1]!; count > 0; count--)
        buckets.push(bucketIndexOf(Math.round(low + (high - low) * random.nextFloat())))
    }
    firstCells[second + 1] = buckets.length
  }
  return {
    name,
    kind: 'http',
    ok: Float64Array.from(seconds, (_, second) => firstCells[second + 1]! - firstCells[second]!),
    failed: Float64Array.from(seconds, ([, errors]) => errors),
    firstCells,
    buckets: Uint16Array.from(buckets),
    counts: new Float64Array(buckets.length).fill(1),
  }
}
