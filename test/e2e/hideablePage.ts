/**
 * A page that can really be hidden, by another tab in front of it. Playwright keeps its pages visible whatever is done to them
 * (it emulates that each has the focus), except in a browser that it did not start and is told to leave as it is.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from './chromium.ts'

export interface HideablePage {
  page: Page
  /** Brings another tab to the front. */
  hide(): Promise<void>
  reveal(): Promise<void>
  close(): Promise<void>
}

/** In a browser of its own. @throws Error when there is no Chromium, or it does not start */
export async function openHideablePage(executable = findChromium()): Promise<HideablePage> {
  if (executable === null) throw new Error('There is no Chromium.')
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-chromium-'))
  const args = [
    ...CHROMIUM_ARGS,
    '--headless',
    '--window-size=1440,900',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
    'about:blank',
  ]
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  const browser = await chromium.connectOverCDP(await addressOf(child), { noDefaults: true })
  const context = browser.contexts()[0]!
  const page = context.pages()[0]!
  const other = await context.newPage()
  await page.bringToFront()
  return {
    page,
    hide: () => other.bringToFront(),
    reveal: () => page.bringToFront(),
    async close() {
      await browser.close()
      child.kill('SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function addressOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    stderr!.on('data', (chunk) => {
      said += String(chunk)
      const [, address] = /^DevTools listening on (\S+)$/m.exec(said) ?? []
      if (address !== undefined) resolve(address)
    })
    stderr!.on('end', () => reject(new Error(`Chromium ended: ${said}`)))
  })
}
