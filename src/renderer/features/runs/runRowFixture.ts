/** A row of the list of runs, for tests. */
import type { RunRow } from '../../../contract/methods/runs.ts'

export function runRow(more: Partial<RunRow> = {}): RunRow {
  return {
    id: 'run-1',
    planName: 'Checkout',
    planFile: 'checkout.plan.yaml',
    scenario: 'steady',
    build: '1.42.0',
    buildName: '1.42.0',
    target: 'http://127.0.0.1:8900',
    startedAtMs: Date.UTC(2026, 10, 28, 12),
    durationMs: 60_000,
    status: 'completed',
    verdict: { status: 'passed', sentence: 'All 3 criteria are met.', exitCode: 0 },
    starred: false,
    tags: [],
    notes: null,
    peakLoad: { unit: 'users', level: 20 },
    requests: 1200,
    ratePerS: 20,
    failureShare: 0,
    p95Ms: 84.2,
    p95Line: [80, null, 84],
    untrustedLoadShare: 0,
    baseline: null,
    ...more,
  }
}
