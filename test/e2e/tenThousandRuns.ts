/** A long history: every run of it is known by its number. */
import type { ListedRun } from '../../src/host/storage/testing/manyRuns.ts'

export const HOSTILE = '<img src=x onerror="window.pwned=1">'
export const PLANS = ['Checkout', 'Search', 'Login', HOSTILE, '__proto__']
export const COUNT = 10_000
/** The first ones are from another year. */
export const OLD = 40
const DAY_MS = 86_400_000

export interface Expected {
  build: string
  plan: string
  scenario: string
  verdict: 'passed' | 'failed' | 'inconclusive'
  p95Ms: number
  durationMs: number
}

/** Everything of a run follows from its number; no two have the same p95. */
export const ALL: readonly Expected[] = Array.from({ length: COUNT }, (_, number) => ({
  build: `1.${number}`,
  plan: PLANS[number % PLANS.length]!,
  scenario: number % 2 === 0 ? 'steady' : 'spike',
  verdict: number % 10 === 0 ? 'failed' : number % 10 === 1 ? 'inconclusive' : 'passed',
  p95Ms: ((number * 7919) % COUNT) + 1,
  durationMs: 60_000 + (number % 100) * 1000,
}))
export const NEWEST_FIRST = ALL.toReversed()
const EXIT_CODES = { passed: 0, failed: 99, inconclusive: 100 } as const

/** As it is written into the history. */
export function listed({ build, plan, scenario, verdict, p95Ms, durationMs }: Expected, number: number): ListedRun {
  const ageMs = number < OLD ? 400 * DAY_MS - number * 1000 : (COUNT - number) * 60_000
  const startedAtMs = Date.now() - ageMs
  return {
    run: {
      planName: plan,
      scenario,
      build: { label: build, commit: null, branch: null },
      startedAtMs,
    },
    finish: {
      endedAtMs: startedAtMs + durationMs,
      verdict: { status: verdict, sentence: `It ${verdict}.`, exitCode: EXIT_CODES[verdict] },
    },
    numbers: { p95Ms, durationMs },
  }
}
