/** How long a comparison of many runs takes: S2 of the table of demands. */
import { compareBuilds } from '../../src/core/comparison/compareBuilds.ts'
import { DEFAULT_SETTINGS, type ComparedRun, type ComparisonInput } from '../../src/core/comparison/comparisonInput.ts'
import { seededStream } from '../../src/core/statistics/seededStream.ts'
import { syntheticFacts } from '../../test/regression/syntheticLoad.ts'
import { syntheticEndpoint } from './syntheticEndpoint.ts'

export interface SpeedQuestion {
  /** Of each build. */
  runs: number
  seconds: number
  endpoints: number
  /** Of each endpoint. */
  requestsPerS: number
}

export function speedInput({ runs, seconds, endpoints, requestsPerS }: SpeedQuestion): ComparisonInput {
  const runOf = (build: string, number: number): ComparedRun => {
    const runId = `${build}-${number}`
    const random = seededStream('comparison speed', runId)
    return {
      facts: syntheticFacts(runId, build, seconds * 1000),
      seconds: {
        runId,
        endpoints: Array.from({ length: endpoints }, (_, endpoint) =>
          syntheticEndpoint(random, {
            name: `GET /${endpoint}`,
            seconds,
            requestsPerS,
            medianMs: 10 + endpoint,
            mood: 0.08,
            within: 0.5,
            phi: 0.5,
            failureShare: 0.002,
          }),
        ),
        untrusted: new Uint8Array(seconds),
        arrivals: null,
        errors: [],
      },
    }
  }
  return {
    baseline: Array.from({ length: runs }, (_, number) => runOf('1.0', number)),
    candidate: Array.from({ length: runs }, (_, number) => runOf('1.1', number)),
    history: { runs: [], changes: [] },
    settings: DEFAULT_SETTINGS,
  }
}

/** In ms of this thread. */
export function comparisonMs(input: ComparisonInput): number {
  const startMs = performance.now()
  compareBuilds(input)
  return performance.now() - startMs
}
