/**
 * Lets the page ask for its ports, and hands them over: ports cannot cross into the page's world any other way than as a message
 * to its window. Nothing else of Electron reaches the page. The texts are those of contract/shellPage.ts and main/index.ts; a
 * sandboxed preload imports nothing but electron.
 */
import { contextBridge, ipcRenderer } from 'electron'

const CHANNEL = 'host:connect'

ipcRenderer.on(CHANNEL, (event) => {
  window.postMessage('loadwright:ports', location.origin, [...event.ports])
})
contextBridge.exposeInMainWorld('loadwrightShell', { connect: () => ipcRenderer.send(CHANNEL) })
