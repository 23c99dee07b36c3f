/** Searches of a target whose truth is known: p95 grows with the load, and passes 200 ms at `limit`. */
import type { RandomStream } from '../../random.ts'
import type { LevelRun } from '../level.ts'
import { outcomeOf } from '../maximumsMet.ts'
import { throughputAt, type LawParameters } from '../scalabilityLaw.ts'
import { nextStep, type Tried } from '../search/nextStep.ts'
import { levelRun, p95Maximum } from './levelFixture.ts'

export interface SimulatedTarget {
  /** Users at which p95 is 200 ms. */
  limit: number
  /** Of p95 with the load, on both logarithms: 3 is eight times the time at twice the load. */
  steepness?: number
  law?: LawParameters
}

/** As `loadwright capacity` has them by default, from 8 users. */
const SETTINGS = {
  start: 8,
  least: 1,
  most: 2000,
  isWhole: true,
  factor: 2,
  tolerance: 0.05,
  confirmations: 2,
  mostRuns: 30,
}
/** Between blocks of a run, and between runs, on the logarithm. */
const ERROR = 0.02
const BETWEEN_RUNS = 0.04
const THROUGHPUT_BETWEEN_RUNS = 0.01
/** One-sided, 95 %, of ten blocks. */
const T_OF_NINE = 1.833
const LAW: LawParameters = { sigma: 0.02, kappa: 0.00002, lambda: 12 }

/** @returns its runs, in their order */
export function simulatedSearch(
  { limit, steepness = 3, law = LAW }: SimulatedTarget,
  random: RandomStream,
): LevelRun[] {
  const runs: LevelRun[] = []
  const searched: Tried[] = []
  for (;;) {
    const step = nextStep(SETTINGS, searched)
    if (step.kind === 'ended') return runs
    const noise = BETWEEN_RUNS * normal(random) + ERROR * normal(random)
    const p95Ms = 200 * Math.exp(steepness * Math.log(step.load / limit) + noise)
    const throughput = throughputAt(law, step.load) * Math.exp(THROUGHPUT_BETWEEN_RUNS * normal(random))
    const run = levelRun(step.load, throughput, p95Ms, {
      runId: `run-${runs.length}-${random.nextUint32()}`,
      maximums: [p95Maximum(p95Ms, { bound: p95Ms * Math.exp(T_OF_NINE * ERROR) })],
    })
    const { kind } = outcomeOf(run)
    searched.push({ load: step.load, answer: kind === 'met' || kind === 'tooClose' ? kind : 'notMet' })
    runs.push(run)
  }
}

/** Box and Muller's. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}
