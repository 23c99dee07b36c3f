/** The bare loop that WebSocket scenarios are measured against: ws, one message out, one in, nothing recorded. */
import { WebSocket } from 'ws'
import { Meter, WARM_UP_S } from './report.ts'

const [url, users, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
let requests = 0
let running = users
const endAt = performance.now() + seconds * 1000
const meter = new Meter(() => ({ requests, failures: 0 }))
setTimeout(() => meter.begin(), WARM_UP_S * 1000)
for (let i = 0; i < users; i++) {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const text = JSON.stringify({ type: 'ping', user: i })
  socket.on('open', () => socket.send(text))
  socket.on('message', () => {
    requests++
    if (performance.now() < endAt) {
      socket.send(text)
      return
    }
    socket.terminate()
    if (--running > 0) return
    meter.report()
    process.exit(0)
  })
}
