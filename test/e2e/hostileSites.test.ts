/** What only a real browser shows: that its rules and ours fit together. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasNoChromium, launchChromium } from './chromium.ts'
import { serveSite, type Served } from '../../src/server/testing/servedSite.ts'

/** The page's own end of the channel, and a style element as its libraries make them. */
const ENTRY = `
  import { connectRpc } from '${join(import.meta.dirname, '../../src/contract/rpc/connectRpc.ts')}'
  import { openWebSocketChannel } from '${join(import.meta.dirname, '../../src/renderer/host/webSocketChannel.ts')}'
  const host = connectRpc({ open: () => openWebSocketChannel(window), onState: ({ kind }) => { document.title = kind } })
  const style = document.createElement('style')
  style.nonce = document.querySelector('meta[property=csp-nonce]').nonce
  style.textContent = 'body { color: rgb(1, 2, 3) }'
  document.head.append(style)
  try { document.body.dataset.evaluated = new Function('return 1')() } catch (error) { document.body.dataset.evaluated = error.name }
  void host.call('bytes', { count: 3 }).then((bytes) => { document.body.textContent = bytes.join() })
`
const HTML = `<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><body><script>document.title = 'inline'</script>
  <script type="module" src="./assets/entry.js"></script>`

async function builtPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-page-'))
  const source = join(folder, 'entry.js')
  writeFileSync(source, ENTRY)
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site', 'index.html'), HTML)
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: 'site',
      emptyOutDir: false,
      target: 'es2024',
      rolldownOptions: { input: source, output: { entryFileNames: 'assets/entry.js' } },
    },
  })
  return folder
}

describe.skipIf(hasNoChromium)('in a browser', () => {
  let folder: string
  let served: Served
  let browser: Browser
  /** A site of somebody else on this machine: to browsers it is the same site, but another origin. */
  let other: Server
  let otherUrl: string
  let context: BrowserContext
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    folder = await builtPage()
    served = await serveSite({ rendererFolder: join(folder, 'site') })
    browser = await launchChromium()
    other = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>other</title>'))
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
  })
  afterAll(async () => {
    await browser.close()
    other.closeAllConnections()
    other.close()
    await served.remove()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    context = await browser.newContext()
    page = await context.newPage()
    errors.length = 0
    page.on('console', (message) => errors.push(message.text()))
    return () => context.close()
  })

  const [home] = [() => `${served.server.addresses[0]}/`]
  const connected = async (of: Page): Promise<void> => {
    await of.waitForFunction(() => document.body.textContent.trim() === '1,1,1')
  }

  test('the printed address opens the workbench, is cleaned, and holds for reloads and further tabs', async () => {
    await page.goto(served.server.url)
    await connected(page)
    expect(page.url()).toBe(home())
    await page.reload()
    await connected(page)
    const second = await context.newPage()
    await second.goto(home())
    await connected(second)
  })

  test('the policy lets in what has the nonce, and nothing else', async () => {
    await page.goto(served.server.url)
    await connected(page)
    expect(await page.title()).toBe('connected')
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(1, 2, 3)')
    expect(errors.filter((text) => text.includes('inline script'))).toHaveLength(1)
    expect(await page.getAttribute('body', 'data-evaluated')).toBe('EvalError')
    const fetched = page.evaluate((foreign) => fetch(foreign, { mode: 'no-cors' }), otherUrl)
    await expect(fetched).rejects.toThrow('Failed to fetch')
  })

  test('a ticket lets one browser in, once', async () => {
    const address = served.server.ticketUrl()
    await page.goto(address)
    await connected(page)
    await page.reload()
    await connected(page)
    const stranger = await browser.newContext()
    const late = await stranger.newPage()
    await late.goto(address)
    await late.waitForFunction(() => document.title === 'lost')
    await stranger.close()
  })

  test('a page of another origin gets nothing, even if it knew the token', async () => {
    await page.goto(otherUrl)
    const tried = await page.evaluate(
      async ({ target, token }) => {
        const fetched = (path: string, options: RequestInit): Promise<string> =>
          fetch(`${target}${path}`, options).then(
            () => 'answered',
            () => 'refused',
          )
        const socket = new WebSocket(`${target.replace('http', 'ws')}channel`, ['loadwright', `token.${token}`])
        const script = document.createElement('script')
        script.src = `${target}assets/entry.js`
        const loaded = new Promise<string>((resolve) => {
          script.addEventListener('load', () => resolve('loaded'))
          script.addEventListener('error', () => resolve('refused'))
        })
        document.head.append(script)
        const channel = new Promise<string>((resolve) => {
          socket.addEventListener('open', () => resolve('opened'))
          socket.addEventListener('close', () => resolve('refused'))
        })
        return {
          page: await fetched('', {}),
          opaque: await fetched('', { mode: 'no-cors' }),
          session: await fetched('session', { headers: { authorization: `Bearer ${token}` } }),
          post: await fetched('session', { method: 'POST', body: '{}' }),
          script: await loaded,
          channel: await channel,
        }
      },
      { target: home(), token: served.token },
    )
    const all = { page: 'refused', opaque: 'refused', session: 'refused', post: 'refused' }
    expect(tried).toEqual({ ...all, script: 'refused', channel: 'refused' })
  })

  test('nor can it show the workbench in a frame, or hold on to its window', async () => {
    await page.goto(otherUrl)
    await page.evaluate((target) => {
      const frame = document.createElement('iframe')
      frame.src = target
      document.body.append(frame)
    }, served.server.url)
    await expect.poll(() => errors.join()).toContain('frame-ancestors')
    expect(page.frames()[1]!.url()).not.toContain(home())
    const opening = context.waitForEvent('page')
    await page.evaluate((target) => {
      Object.assign(window, { opened: window.open(target) })
    }, served.server.url)
    await connected(await opening)
    expect(await page.evaluate(() => (window as unknown as { opened: Window }).opened.closed)).toBe(true)
  })

  test('a name of somebody else that leads here (DNS rebinding) gets nothing', async () => {
    const response = await page.goto(`http://evil.localhost:${served.port}/#token=${served.token}`)
    expect(response!.status()).toBe(403)
    expect(await page.textContent('body')).toContain('does not go by that name')
    const opened = await page.evaluate(
      ({ port, token }) =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://evil.localhost:${port}/channel`, ['loadwright', `token.${token}`])
          socket.addEventListener('open', () => resolve(true))
          socket.addEventListener('close', () => resolve(false))
        }),
      { port: served.port, token: served.token },
    )
    expect(opened).toBe(false)
  })
})
