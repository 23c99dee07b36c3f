/** Chromium on some cores of the machine only, with all its processes. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { findChromium, launchChromium } from '../../test/e2e/chromium.ts'
import { pinned } from '../cores.ts'

/** For a row that cannot be measured. */
export const NO_CHROMIUM = 'there is no Chromium on this machine'

/** To whatever else shares its cores. */
const GIVES_WAY = ['nice', '-n', '10']

/**
 * @param givesWay what else is on its cores comes first; then nothing can be said of its own times
 * @throws Error when there is no Chromium
 */
export async function launchPinnedChromium(cores: string, givesWay = false): Promise<Browser> {
  const chromium = findChromium()
  if (chromium === null) return launchChromium(chromium)
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
  const starter = join(folder, 'chromium')
  const [command, args] = pinned(cores, chromium, [])
  const words = [...(givesWay ? GIVES_WAY : []), command, ...args]
  writeFileSync(starter, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(starter, 0o755)
  const browser = await launchChromium(starter)
  browser.on('disconnected', () => rmSync(folder, { recursive: true }))
  return browser
}
