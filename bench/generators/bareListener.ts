/**
 * The bare loop that listening is measured against: sockets of `ws` whose messages are counted.
 *
 *   node bareListener.ts URL SOCKETS SECONDS WARM_UP_SECONDS
 */
import { WebSocket } from 'ws'
import { Meter } from './report.ts'

const [url, sockets, seconds, warmUp] = [process.argv[2]!, ...process.argv.slice(3).map(Number)]
let requests = 0
const meter = new Meter(() => ({ requests, failures: 0 }))
setTimeout(() => meter.begin(), warmUp! * 1000)
for (let i = 0; i < sockets!; i++)
  new WebSocket(url, { perMessageDeflate: false }).on('message', () => {
    requests++
  })
setTimeout(() => {
  meter.report()
  process.exit(0)
}, seconds! * 1000)
