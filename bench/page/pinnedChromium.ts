/** Chromium on some cores of the machine only, with all its processes. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { findChromium, launchChromium } from '../../test/e2e/chromium.ts'
import { pinned } from '../cores.ts'

/** For a row that cannot be measured. */
export const NO_CHROMIUM = 'there is no Chromium on this machine'

/** It runs when nothing else on its cores wants to. */
const GIVES_WAY = ['chrt', '--idle', '0']

/** A program that starts Chromium on some cores. */
export interface PinnedChromium {
  executable: string
  remove(): void
}

/**
 * @param givesWay what else is on its cores comes first; then nothing can be said of its own times
 * @throws Error when there is no Chromium
 */
export function pinnedChromium(cores: string, givesWay = false): PinnedChromium {
  const chromium = findChromium()
  if (chromium === null) throw new Error(NO_CHROMIUM)
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
  const executable = join(folder, 'chromium')
  const [command, args] = pinned(cores, chromium, [])
  const words = [...(givesWay ? GIVES_WAY : []), command, ...args]
  writeFileSync(executable, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(executable, 0o755)
  return { executable, remove: () => rmSync(folder, { recursive: true }) }
}

/** @throws Error when there is no Chromium */
export async function launchPinnedChromium(cores: string): Promise<Browser> {
  const starter = pinnedChromium(cores)
  const browser = await launchChromium(starter.executable)
  browser.on('disconnected', () => starter.remove())
  return browser
}
