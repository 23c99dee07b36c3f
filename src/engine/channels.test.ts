import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { ShellParentPort, ShellPort } from '../contract/shell.ts'
import { brokeredChannel } from './channels.ts'

/** Electron's ports give events with `data`. */
function shellPort(port: MessagePort): ShellPort {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      event === 'message'
        ? port.on('message', (data) => listener({ data }))
        : port.on('close', () => listener({ data: null })),
    start: () => port.start(),
    close: () => port.close(),
  }
}

test('what is said before main brings the port is not lost; only the first port counts', async () => {
  const bring: ((...ports: MessagePort[]) => void)[] = []
  const parent: ShellParentPort = {
    postMessage: () => {},
    on: (_, listener) => bring.push((...ports) => listener({ data: { type: 'host' }, ports: ports.map(shellPort) })),
  }
  const channel = brokeredChannel(parent)
  const heard: unknown[] = []
  const second = new Promise<void>((resolve) => channel.onMessage((message) => heard.push(message) === 2 && resolve()))
  channel.post('early')
  const { port1: host, port2: engine } = new MessageChannel()
  const other = new MessageChannel()
  host.postMessage('one')
  const early = new Promise((resolve) => host.once('message', resolve))
  bring[0]!()
  bring[0]!(engine)
  bring[0]!(other.port2)
  other.port1.postMessage('never')
  expect(await early).toBe('early')
  host.postMessage('two')
  await second
  expect(heard).toEqual(['one', 'two'])

  let closed = 0
  const gone = new Promise<void>((resolve) => channel.onClose(() => ++closed && resolve()))
  host.close()
  await gone
  channel.close()
  channel.post('to nobody')
  expect(closed).toBe(1)
  other.port1.close()
})
