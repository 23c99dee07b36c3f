/**
 * Our engine on `listeners.plan.yaml`: messages that arrive on their own are what is counted.
 *
 *   node listeners.ts PLAN URL SOCKETS SECONDS WARM_UP_SECONDS
 */
import { Meter } from './report.ts'
import { SecondCounter, startShard } from './shard.ts'

const [file = '', url, users, seconds, warmUp] = process.argv.slice(2)
const counter = new SecondCounter()
const meter = new Meter(() => ({ requests: counter.messages, failures: counter.failures }))
await startShard({
  file,
  environment: { TARGET: url, USERS: users, SECONDS: seconds },
  second: (second) => {
    counter.add(second)
    if (second.t + 1 === Number(warmUp)) meter.begin()
  },
  done: () => {
    meter.report()
    process.exit(0)
  },
})
