/** A run that is the same in every second: ten requests of one endpoint, of 1 to 10 ms. */
import { seriesOf } from '../../storage/testing/syntheticSeconds.ts'
import type { RawSecond } from './rawRun.ts'

export function steadyLoad(lengthS: number): RawSecond[] {
  const latenciesUs = Array.from({ length: 10 }, (_, at) => (at + 1) * 1000)
  return Array.from({ length: lengthS }, (_, t) => ({
    t,
    requests: [{ series: seriesOf('GET /'), latenciesUs, servicesUs: null }],
  }))
}

/** As steadyLoad; from `fromS` on four more requests fail each second, of another endpoint. */
export function failingLoad(endS: number, fromS: number, failing: { endpoint: string; message: string }): RawSecond[] {
  return steadyLoad(endS).map((second): RawSecond => {
    if (second.t < fromS) return second
    const series = seriesOf(failing.endpoint, 'failed')
    return {
      ...second,
      requests: [...second.requests, { series, latenciesUs: [1000, 2000, 3000, 4000], servicesUs: null }],
      errors: [{ class: 'status', ...failing, count: 4 }],
    }
  })
}
