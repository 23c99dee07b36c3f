/** A made-up run in a history of its own, with the criteria of a usual plan: for whatever reads it. */
import { closedLoad } from '../src/core/load/loadShape.ts'
import type { Criterion, CriterionSubject } from '../src/core/plan/compiledPlan.ts'
import { toJson } from '../src/host/runs/runSettings.ts'
import { openHistory } from '../src/host/storage/history.ts'
import type { NewRun } from '../src/host/storage/newRun.ts'
import { syntheticSeconds } from './syntheticSeconds.ts'

const WARM_UP_MS = 10_000
/** Every so many endpoints have a limit of their own. */
const LIMITED_EACH = 40

export interface SyntheticRunOptions {
  seconds: number
  endpoints: number
  /** Label of its build. */
  build?: string
  /** See SyntheticOptions. */
  seed?: number
  slower?: number
}

/** What stands over it: nobody's plan, without settings. */
export function syntheticHead(seconds: number): NewRun {
  return {
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
  }
}

/** Writes it as the host does, second by second, without waiting between them. */
export function writeSyntheticRun(historyFile: string, options: SyntheticRunOptions): void {
  const { seconds, endpoints, build = null, ...differing } = options
  const { second } = syntheticSeconds({
    endpoints,
    samples: { fewest: 20, most: 100 },
    failureShare: 0.01,
    serviceDiffers: false,
    ...differing,
  })
  const places = Array.from({ length: endpoints }, (_, place) => place)
  const history = openHistory(historyFile)
  const writer = history.startRun({
    ...syntheticHead(seconds),
    build: { label: build, commit: null, branch: null },
    warmUpMs: WARM_UP_MS,
    settings: toJson({
      load: closedLoad(124, 1000, seconds * 1000),
      warmUpMs: WARM_UP_MS,
      gracefulStopMs: 0,
      criteria: [
        p95({ kind: 'all' }, 'maximum', 1000),
        ...places
          .filter((place) => place % LIMITED_EACH === 0)
          .map((place) => p95({ kind: 'endpoint', pattern: pathOf(place) }, 'target', 400)),
      ],
      endpoints: places.map((place) => ({ name: `GET ${pathOf(place)}`, method: 'GET', path: pathOf(place) })),
      userTypes: [{ name: 'shopper', weight: 1 }],
      tlsVerified: true,
    }),
    startedAtMs: Date.now() - seconds * 1000,
  })
  for (let t = 0; t < seconds; t++) {
    writer.writeSecond(second(t))
    // In life a timer does it; here no time passes between seconds.
    if (t % 10 === 9) history.checkpoint()
  }
  writer.finish({ status: 'interrupted', endedAtMs: Date.now(), verdict: null, criteria: [] })
  history.close()
}

function pathOf(place: number): string {
  return `/api/resources/${place}/:id`
}

function p95(subject: CriterionSubject, level: Criterion['level'], limit: number): Criterion {
  return {
    subject,
    level,
    metric: { kind: 'percentile', p: 95 },
    operator: '<',
    limit,
    unit: 'ms',
    windowMs: null,
    stop: false,
    text: `p95 < ${limit}ms`,
    position: { file: '', line: 1, column: 1 },
  }
}
