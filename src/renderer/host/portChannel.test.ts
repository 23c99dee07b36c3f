import { reactive } from 'vue'
import { expect, test } from 'vitest'
import { PORTS_MESSAGE } from '../../contract/shellPage.ts'
import { findShellBridge, openShellPorts, portChannel } from './portChannel.ts'

/** The window of a page, as far as it is used: a target of events with an origin. */
function pageWindow(): Window {
  return Object.assign(new EventTarget(), { location: { origin: 'app://workbench' } }) as unknown as Window
}

function portsMessage(page: Window, fields: Partial<Record<'source' | 'origin' | 'data' | 'ports', unknown>>): Event {
  const usual = { source: page, origin: page.location.origin, data: PORTS_MESSAGE, ports: [] }
  return Object.assign(new Event('message'), usual, fields)
}

test('what is reactive is sent as what it holds, arrays of numbers stay such', async () => {
  const { port1, port2 } = new MessageChannel()
  const [near, far] = [portChannel(port1), portChannel(port2)]
  const heard = new Promise((resolve) => far.onMessage(resolve))
  near.post({ filter: reactive({ tags: ['a'], text: undefined }), values: new Float64Array([1, NaN]) })
  expect(await heard).toEqual({ filter: { tags: ['a'] }, values: new Float64Array([1, NaN]) })
  near.close()
})

test('closed here it is closed at once, and once; the other end hears of it', async () => {
  const { port1, port2 } = new MessageChannel()
  const [near, far] = [portChannel(port1), portChannel(port2)]
  far.onMessage(() => {})
  let times = 0
  near.onClose(() => times++)
  const farClosed = new Promise<void>((resolve) => far.onClose(resolve))
  near.close()
  near.close()
  near.post('nothing')
  await farClosed
  expect(times).toBe(1)
})

test('ports are taken from the window itself only, and both', async () => {
  const page = pageWindow()
  const [host, shell] = [new MessageChannel(), new MessageChannel()]
  const forged = new MessageChannel()
  const ports = [host.port1, shell.port1]
  let asked = 0
  const opening = openShellPorts(page, { connect: () => asked++ })
  page.dispatchEvent(portsMessage(page, { source: {}, ports: [forged.port1, forged.port2] }))
  page.dispatchEvent(portsMessage(page, { source: null, ports: [forged.port1, forged.port2] }))
  page.dispatchEvent(portsMessage(page, { origin: 'app://workbench.evil', ports: [forged.port1, forged.port2] }))
  page.dispatchEvent(portsMessage(page, { data: { type: PORTS_MESSAGE }, ports: [forged.port1, forged.port2] }))
  page.dispatchEvent(portsMessage(page, { ports: [forged.port1] }))
  page.dispatchEvent(portsMessage(page, { ports }))
  const opened = await opening
  const heard = new Promise((resolve) => opened.host.onMessage(resolve))
  host.port2.postMessage('from the host')
  expect(await heard).toBe('from the host')
  expect(asked).toBe(1)
  opened.host.close()
  opened.shell.close()
  forged.port1.close()
})

test('a page in a browser has no bridge', () => {
  expect(findShellBridge(pageWindow())).toBeNull()
  expect(findShellBridge(Object.assign(pageWindow(), { loadwrightShell: { connect: 'no' } }))).toBeNull()
})
