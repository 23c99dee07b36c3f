/** Histories with a known truth, in standard deviations of their noise: what the trend is held to. */
import type { RandomStream } from '../../src/core/random.ts'
import type { TrendPoint, TrendSeries } from '../../src/core/trend/trendTypes.ts'
import { normalNumbers } from './normalNumbers.ts'

export type Noise = (random: RandomStream, builds: number) => Float64Array

export const independent: Noise = normalNumbers

/** Autoregressive of order 1, of variance 1, from its stationary distribution. */
export function autoregressive(phi: number): Noise {
  return (random, builds) => {
    const noise = normalNumbers(random, builds)
    for (let at = 1; at < builds; at++) noise[at] = phi * noise[at - 1]! + Math.sqrt(1 - phi * phi) * noise[at]!
    return noise
  }
}

/** Student's t with 3 degrees of freedom: a standard deviation of √3, and wild values. */
export const heavyTailed: Noise = (random, builds) => {
  const numbers = normalNumbers(random, 4 * builds)
  return Float64Array.from({ length: builds }, (_, at) => {
    const [a, b, c] = [numbers[4 * at + 1]!, numbers[4 * at + 2]!, numbers[4 * at + 3]!]
    return numbers[4 * at]! / Math.sqrt((a * a + b * b + c * c) / 3)
  })
}

/** One of twenty runs is 8 standard deviations too high. */
export const spiked: Noise = (random, builds) =>
  normalNumbers(random, builds).map((value) => (random.nextFloat() < 0.05 ? value + 8 : value))

export interface History {
  builds: number
  noise: Noise
  /** Standard deviation of the noise, of the logarithm. */
  deviation: number
  /** Level of each build, as a factor. */
  level?: (build: number) => number
}

export function step(at: number, change: number): (build: number) => number {
  return (build) => (build >= at ? 1 + change : 1)
}

export function historySeries(random: RandomStream, { builds, noise, deviation, level }: History): TrendSeries {
  const numbers = noise(random, builds)
  return ratioSeries([...numbers].map((value, at) => 100 * (level?.(at) ?? 1) * Math.exp(deviation * value)))
}

const FINGERPRINT = { plan: 'checkout', profile: 'peak', host: 'lab-1', generator: '1.0.0' }

/** Latencies of builds, one run each, a day apart. */
export function ratioSeries(values: readonly number[]): TrendSeries {
  const points = values.map((value, at): TrendPoint => ({
    runId: `run-${String(at).padStart(5, '0')}`,
    build: `build-${at}`,
    value,
    fingerprint: FINGERPRINT,
    startedAtMs: at * 86_400_000,
  }))
  return { endpoint: 'GET /cart', metric: 'p95', scale: 'ratio', worse: 'higher', points }
}
