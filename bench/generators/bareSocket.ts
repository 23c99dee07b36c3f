/** The bare loop that WebSocket scenarios are measured against: ws, one message out, one in, nothing recorded. */
import { WebSocket } from 'ws'
import { reportResult } from './report.ts'

const [url, users, seconds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
let requests = 0
let running = users
const endAt = performance.now() + seconds * 1000
const startedAt = performance.now()
const cpu = process.cpuUsage()
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
    reportResult({ requests, failures: 0, wallSeconds: (performance.now() - startedAt) / 1000 }, process.cpuUsage(cpu))
    process.exit(0)
  })
}
