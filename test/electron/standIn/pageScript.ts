/** What is in the page before its own scripts: the built preload, with what a preload has of Electron, and the ports' ways. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const WIRE = new URL('../../../src/contract/wire.ts', import.meta.url)

/** Only in the window's own page: frames have no preload. */
export function pageScript(preloadFile: string): string {
  const wire = stripTypeScriptTypes(readFileSync(WIRE, 'utf8')).replaceAll(/^export /gm, '')
  return `(() => {
  if (window.top !== window) return
  ${wire}
  function openPort(id) {
    const { port1, port2 } = new MessageChannel()
    const socket = new WebSocket('ws://' + location.host + '/stand-in-port/' + id)
    socket.binaryType = 'arraybuffer'
    const opened = new Promise((resolve) => socket.addEventListener('open', resolve))
    port1.addEventListener('message', (event) => opened.then(() => socket.send(encodeMessage(event.data))))
    port1.addEventListener('close', () => socket.close())
    port1.start()
    socket.addEventListener('message', (event) => port1.postMessage(decodeMessage(new Uint8Array(event.data))))
    socket.addEventListener('close', () => port1.close())
    return port2
  }
  const listeners = new Map()
  window.standInDeliver = (channel, ids) => listeners.get(channel)?.({ ports: ids.map(openPort) })
  window.open = (url) => (standInOpen(String(url)), null)
  const electron = {
    ipcRenderer: {
      on: (channel, listener) => listeners.set(channel, listener),
      send: (channel) => void standInSend(channel),
    },
    contextBridge: {
      exposeInMainWorld(name, api) {
        if (name in window) throw new Error('Cannot bind an API on top of an existing property on the window object')
        Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true })
      },
    },
  }
  const require = (name) => {
    if (name === 'electron') return electron
    throw new Error('a sandboxed preload imports nothing but electron: ' + name)
  }
  ;((require) => {
${readFileSync(preloadFile, 'utf8')}
  })(require)
})()`
}
