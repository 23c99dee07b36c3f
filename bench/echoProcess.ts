/** A WebSocket server that answers each text with the same text. Prints its port. */
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => {
  process.stdout.write(`${(server.address() as { port: number }).port}\n`)
})
server.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })))
