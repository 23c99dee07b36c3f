/** Chromium on some cores of the machine only, with all its processes. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { findChromium, launchChromium } from '../../test/e2e/chromium.ts'
import { pinned } from '../cores.ts'

/** For a row that cannot be measured. */
export const NO_CHROMIUM = 'there is no Chromium on this machine'

/** @throws Error when there is no Chromium */
export async function launchPinnedChromium(cores: string): Promise<Browser> {
  const chromium = findChromium()
  if (chromium === null) return launchChromium(chromium)
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
  const starter = join(folder, 'chromium')
  const [command, args] = pinned(cores, chromium, [])
  writeFileSync(starter, `#!/bin/sh\nexec ${[command, ...args].map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(starter, 0o755)
  const browser = await launchChromium(starter)
  browser.on('disconnected', () => rmSync(folder, { recursive: true }))
  return browser
}
