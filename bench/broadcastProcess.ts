/**
 * A WebSocket server that says something to everybody 20 times a second, to a fifth of them at a time. Prints its port.
 */
import { type WebSocket, WebSocketServer } from 'ws'

const TIMES_A_SECOND = 20
const PORTIONS = 5
const TEXT = JSON.stringify({ type: 'execution', id: '3f2a7c', workflowId: '91bd', status: 'running' })

const sockets: WebSocket[] = []
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 8192 }, () => {
  process.stdout.write(`${(server.address() as { port: number }).port}\n`)
})
server.on('connection', (socket) => {
  socket.on('error', () => {})
  sockets.push(socket)
})
let portion = 0
setInterval(
  () => {
    portion = (portion + 1) % PORTIONS
    for (let i = portion; i < sockets.length; i += PORTIONS)
      if (sockets[i]!.readyState === sockets[i]!.OPEN) sockets[i]!.send(TEXT)
  },
  1000 / TIMES_A_SECOND / PORTIONS,
)
