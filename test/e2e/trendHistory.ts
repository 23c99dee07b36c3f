/** A history of builds whose changes are known: what a list of trends has to find, and nothing else. */
import { RandomStream } from '../../src/core/random.ts'
import { writeRuns, type ListedRun } from '../../src/host/storage/testing/manyRuns.ts'
import type { EndpointNumbers } from '../../src/host/storage/endpointNumbers.ts'

export const HOSTILE = '<img src=x onerror="window.pwned=1">'
export const PLAN = 'Checkout'
export const BUILDS = 60
/** From this build on POST /order is slower; it is the one that is named. */
export const SLOWER_FROM = 40
const HOUR_MS = 3_600_000

export function buildLabel(at: number): string {
  return `1.${at}.0`
}

interface BuildsOf {
  plan?: string
  scenario: string
  builds: number
  runsEach: number
  /** Factor on the times of an endpoint. */
  factor?: (endpoint: string, build: number) => number
  run?: (build: number, at: number) => ListedRun['run']
  finish?: (build: number, at: number) => ListedRun['finish']
  label?: (build: number) => string | null
  untrusted?: (build: number, at: number) => number
}

const ENDPOINTS: Readonly<Record<string, number>> = { 'GET /': 12, 'POST /order': 90, 'GET /search': 45, [HOSTILE]: 30 }
/** Between runs, on the logarithm. */
const BETWEEN_RUNS = 0.015

export function runsOf(of: BuildsOf, seed: number): ListedRun[] {
  const { plan = PLAN, scenario, builds, runsEach, factor = () => 1, label = buildLabel } = of
  const startMs = Date.UTC(2026, 8, 1)
  return Array.from({ length: builds * runsEach }, (_, number) => {
    const [build, at] = [Math.floor(number / runsEach), number % runsEach]
    const random = new RandomStream(seed, build, at)
    const startedAtMs = startMs + build * 24 * HOUR_MS + at * HOUR_MS
    const endpoints = Object.entries(ENDPOINTS).map(([name, ms]): EndpointNumbers => {
      const scale = ms * factor(name, build) * Math.exp(BETWEEN_RUNS * normal(random))
      return {
        endpoint: { name, kind: 'http' },
        ok: 24_000,
        failed: 20 + Math.floor(8 * random.nextFloat()),
        ratePerS: 40,
        latencyMs: { p50: scale, p95: scale * 2.1, p99: scale * 3.2, p999: scale * 5, mean: scale * 1.1 },
      }
    })
    const all = {
      endpoint: null,
      ok: 96_000,
      failed: 90,
      ratePerS: 160 * Math.exp(0.002 * normal(random)),
      latencyMs: null,
    }
    return {
      run: {
        planName: plan,
        scenario,
        target: 'http://shop.example',
        build: { label: label(build), commit: null, branch: null },
        startedAtMs,
        ...of.run?.(build, at),
      },
      finish: { endedAtMs: startedAtMs + 60_000, ...of.finish?.(build, at) },
      numbers: { endpoints: [all, ...endpoints], untrustedLoadShare: of.untrusted?.(build, at) ?? 0 },
    }
  })
}

export function writeTrendHistory(file: string): void {
  writeRuns(file, [
    ...runsOf(
      { plan: HOSTILE, scenario: HOSTILE, builds: 9, runsEach: 1, label: (build) => `${HOSTILE}\u202e${build}` },
      5,
    ),
    ...runsOf({ scenario: 'once', builds: 1, runsEach: 1 }, 4),
    ...runsOf({ scenario: 'few', builds: 5, runsEach: 2 }, 3),
    ...runsOf(
      {
        scenario: 'steady',
        builds: BUILDS,
        runsEach: 3,
        factor: (endpoint, build) =>
          endpoint === 'POST /order' && build >= SLOWER_FROM
            ? 1.18
            : endpoint === 'GET /search' && build === 20
              ? 1.6
              : 1,
        // Another plan: what lies before is not compared with what comes after.
        run: (build) => ({ planText: build < 12 ? 'users: 10' : 'users: 20' }),
        untrusted: (build, at) => (build === 30 && at === 2 ? 0.5 : 0),
      },
      2,
    ),
  ])
}

/** Box and Muller's. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}
