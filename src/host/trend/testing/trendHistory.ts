/** Histories of a scenario over builds, with changes that are known: numbers of runs, without anything else of them. */
import { RandomStream } from '../../../core/random.ts'
import type { EndpointNumbers } from '../../storage/endpointNumbers.ts'
import type { NewRun, RunFinish, RunNumbers } from '../../storage/newRun.ts'
import { numbersOf, writeRuns } from '../../storage/testing/manyRuns.ts'

export interface BuildOnTrend {
  /** Null: nobody said. */
  label?: string | null
  /** Factor on the response times of an endpoint. */
  slower?: Record<string, number>
  /** Share of its requests that fail. */
  failing?: Record<string, number>
  run?: Partial<NewRun>
  finish?: Partial<RunFinish>
  numbers?: Partial<RunNumbers>
}

export const SHOP = { planName: 'Shop', scenario: 'normal', target: 'http://shop.test' }
export const ENDPOINTS = ['GET /', 'GET /search']
const REQUESTS = 20_000
const HOUR_MS = 3_600_000

export interface TrendHistory {
  endpoints?: readonly string[]
  /** Standard deviation between runs, as a share. */
  noise?: number
  seed?: number
}

/** @returns ids, a run for each, an hour apart, oldest first */
export function writeTrend(
  file: string,
  builds: readonly BuildOnTrend[],
  { endpoints = ENDPOINTS, noise = 0.02, seed = 1 }: TrendHistory = {},
): string[] {
  return writeRuns(
    file,
    builds.map(({ label, slower = {}, failing = {}, run, finish, numbers }, at) => {
      const random = new RandomStream(seed, at, 0)
      const rows = endpoints.map((name, place): EndpointNumbers => {
        const factor = (Object.hasOwn(slower, name) ? slower[name]! : 1) * Math.exp(noise * normal(random))
        const ms = (times: number): number => (20 + place) * times * factor * Math.exp((noise / 4) * normal(random))
        const failed = Math.round(REQUESTS * (Object.hasOwn(failing, name) ? failing[name]! : 0.0005))
        const latencyMs = { p50: ms(1), p95: ms(3), p99: ms(5), p999: ms(9), mean: ms(1.3) }
        return { endpoint: { name, kind: 'http' }, ok: REQUESTS - failed, failed, ratePerS: 60, latencyMs }
      })
      const whole: EndpointNumbers = {
        endpoint: null,
        ok: REQUESTS,
        failed: 0,
        ratePerS: 100 * Math.exp(noise * normal(random)),
        latencyMs: null,
      }
      return {
        run: {
          ...SHOP,
          planFile: 'shop.plan.yaml',
          build: { label: label === undefined ? `1.${at}` : label, commit: null, branch: null },
          startedAtMs: Date.UTC(2026, 9, 1) + at * HOUR_MS,
          ...run,
        },
        ...(finish === undefined ? {} : { finish }),
        numbers: numbersOf({ endpoints: [whole, ...rows], ...numbers }),
      }
    }),
  )
}

/** So many builds, of which those from `from` on are as given. */
export function buildsFrom(count: number, from: number, changed: BuildOnTrend): BuildOnTrend[] {
  return Array.from({ length: count }, (_, at) => (at >= from ? changed : {}))
}

/** Box and Muller's. */
function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat())
}
