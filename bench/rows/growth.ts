/** Whether memory grows with the length of a run: the slope of what is alive, at full rate. */
import { startCheapServer } from '../cheapServer.ts'
import type { GrowthResult } from '../generators/growth.ts'
import type { Group } from '../group.ts'
import { plainRow, rowOf } from '../row.ts'
import { generate, planFile } from '../rounds.ts'
import { median, slopeEstimate, type Estimate } from '../statistics.ts'

const USERS = 64
const WARM_UP_S = 30
/** An hour may take so much more: less than the noise of one. */
const MOST_MB_AN_HOUR = 20

export const growth: Group = {
  name: 'growth',
  method: `the scenario of http at full rate; every few seconds what is alive after a full collection, and the resident set before it; slopes after ${WARM_UP_S} s (Theil–Sen). An hour is what they would come to.`,
  async measure({ quick, memoryMinutes, log }) {
    const seconds = quick ? WARM_UP_S + 20 : WARM_UP_S + Math.round(memoryMinutes * 60)
    const everyS = quick ? 2 : 5
    const server = await startCheapServer()
    log(`one run of ${seconds} s at full rate`)
    const result = await generate<GrowthResult>(
      'growth.ts',
      [planFile('declarative'), server.url, USERS, seconds, everyS],
      { node: ['--expose-gc'] },
    )
    await server.close()
    const samples = result.samples.filter(({ atS }) => atS >= WARM_UP_S)
    const perHour = (pick: (sample: (typeof samples)[number]) => number): Estimate =>
      slopeEstimate(
        samples.map(({ atS }) => atS / 3600),
        samples.map((sample) => pick(sample) / 1e6),
      )
    const fifth = Math.ceil(samples.length / 5)
    const rss = ({ rssBytes }: (typeof samples)[number]): number => rssBytes
    const note = `${(result.requests / 1e6).toFixed(1)} million requests in ${Math.round(seconds / 6) / 10} minutes${result.failures > 0 ? `, ${result.failures} failures` : ''}`
    return [
      rowOf(
        { id: 'growth.live', what: 'memory in use, growth', unit: 'MB/h', target: { atMost: MOST_MB_AN_HOUR }, note },
        perHour(({ liveBytes }) => liveBytes),
      ),
      plainRow(
        { id: 'growth.rss', what: 'resident set, the last fifth of it less the first', unit: 'MB' },
        (median(samples.slice(-fifth).map(rss)) - median(samples.slice(0, fifth).map(rss))) / 1e6,
        samples.length,
      ),
    ]
  },
}
