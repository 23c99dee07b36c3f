/**
 * Our engine on a declarative plan.
 *
 *   node loadwright.ts PLAN URL USERS SECONDS [WARM_UP_SECONDS]        the warm-up is part of SECONDS
 */
import { Meter, WARM_UP_S } from './report.ts'
import { SecondCounter, startShard } from './shard.ts'

const [file = '', url, users, seconds, warmUp] = process.argv.slice(2)
const warmUpS = Number(warmUp ?? WARM_UP_S)
const counter = new SecondCounter()
const meter = new Meter(counter.counted)
await startShard({
  file,
  environment: { TARGET: url, USERS: users, SECONDS: seconds },
  second: (second) => {
    counter.add(second)
    if (second.t + 1 === warmUpS) meter.begin()
  },
  done: () => {
    meter.report()
    process.exit(0)
  },
})
