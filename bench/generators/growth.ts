/**
 * Our engine at full rate for a long time. Prints what its memory was every few seconds: the live part (heap after a full
 * collection, and what Node keeps outside of it) and the resident set.
 *
 *   node --expose-gc growth.ts PLAN URL USERS SECONDS EVERY_S
 */
import { SecondCounter, startShard } from './shard.ts'

export interface GrowthResult {
  requests: number
  failures: number
  samples: { atS: number; liveBytes: number; rssBytes: number }[]
}

const [file = '', url, users, seconds, everyS] = process.argv.slice(2)
const collect = (globalThis as { gc?: () => void }).gc
if (!collect) throw new Error('run it with node --expose-gc')
const counter = new SecondCounter()
const samples: GrowthResult['samples'] = []
await startShard({
  file,
  environment: { TARGET: url, USERS: users, SECONDS: seconds },
  second: (second) => {
    counter.add(second)
    if ((second.t + 1) % Number(everyS) !== 0) return
    // The resident set before the collection: as it is without one.
    const { rss } = process.memoryUsage()
    collect()
    const { heapUsed, external } = process.memoryUsage()
    samples.push({ atS: second.t + 1, liveBytes: heapUsed + external, rssBytes: rss })
  },
  done: () => {
    const result: GrowthResult = { ...counter.counted(), samples }
    process.stdout.write(`${JSON.stringify(result)}\n`)
    process.exit(0)
  },
})
