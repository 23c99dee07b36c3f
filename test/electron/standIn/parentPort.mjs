// `node --import`, in the place of Electron's utility processes: gives the process its parentPort.
import { EventEmitter } from 'node:events'
import { cloned } from './cloned.ts'

/** Ends of channels in this process, by the number that they have on the way. */
const ports = new Map()
const send = (message) => process.connected && process.send(message, () => {})
const parentPort = new EventEmitter()
parentPort.postMessage = (data, transfer) => {
  if (transfer !== undefined) throw new TypeError('A utility process gives no ports to main.')
  send({ type: 'message', data: cloned(data), ports: [] })
}

/** Electron keeps what comes before there is a listener. */
let early = []
parentPort.on('newListener', (event) => {
  if (event !== 'message' || early === null) return
  const kept = early
  early = null
  setImmediate(() => kept.forEach((message) => parentPort.emit('message', message)))
})

function openPort(id) {
  const port = new EventEmitter()
  let queue = []
  port.received = (data) => (queue === null ? port.emit('message', { data }) : queue.push(data))
  port.postMessage = (data, transfer) => {
    if (transfer !== undefined) throw new TypeError('The stand-in sends no ports over ports.')
    const sent = cloned(data)
    if (ports.has(id)) send({ type: 'port', port: id, data: sent })
  }
  port.start = () => {
    const queued = queue ?? []
    queue = null
    for (const data of queued) port.emit('message', { data })
  }
  port.close = () => send({ type: 'portClosed', port: id })
  ports.set(id, port)
  return port
}

process.on('message', (message) => {
  if (message.type === 'message') {
    const event = { data: message.data, ports: message.ports.map(openPort) }
    if (early === null) parentPort.emit('message', event)
    else early.push(event)
  } else if (message.type === 'port') ports.get(message.port)?.received(message.data)
  else {
    ports.get(message.port)?.emit('close')
    ports.delete(message.port)
  }
})
// As a fault of ours would end it.
process.on('SIGUSR2', () => {
  throw new Error('a fault in the middle of it')
})
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: parentPort })
