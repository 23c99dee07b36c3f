/** A run as the host tells of it when it is opened, to be changed where a test wants another one; for tests only. */
import type { RunView } from '../../../../contract/methods/analysis.ts'
import { closedLoad } from '../../../../core/load/loadShape.ts'

export function runViewOf(run: Partial<RunView['run']> = {}, changes: Partial<RunView> = {}): RunView {
  return {
    run: {
      id: 'r1',
      plan: 'Shop',
      planFile: 'shop.plan.yaml',
      scenario: 'peak',
      purpose: null,
      build: { label: null, commit: null, branch: null },
      startedAt: '2026-11-28T10:00:00.000Z',
      endedAt: '2026-11-28T10:02:00.000Z',
      durationMs: 120_000,
      status: 'completed',
      target: 'http://shop.test',
      seed: 7,
      settings: '20 users',
      steering: [],
      window: { fromMs: 5000, toMs: 120_000 },
      generator: { host: 'box', os: 'Linux', cores: 2, processes: 1, runtime: 'Node 24', tls: 'verified' },
      ...run,
    },
    endS: 120,
    verdict: null,
    criteria: [],
    load: closedLoad(20, 10, 120_000),
    silentEngines: [],
    warmUpMs: 5000,
    windows: [],
    endpoints: [],
    userTypes: [],
    annotations: [],
    starred: false,
    tags: [],
    notes: null,
    planText: 'name: Shop\n',
    ...changes,
  }
}
