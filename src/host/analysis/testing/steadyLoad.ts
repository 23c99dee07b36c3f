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
