/** A real Chromium, without a window. Debian's package `chromium`, or what CHROMIUM names; .ci/run installs it. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Without them it asks the network for things of its own. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Null where there is none: tests that need one are skipped then, but not in CI. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM']
  if (named) return named
  return PLACES.find((place) => existsSync(place)) ?? null
}

/** For `describe.skipIf`: where CI lacks a browser, tests fail at launching it, rather than not run. */
export const hasNoChromium = findChromium() === null && process.env['CI'] === undefined

/**
 * @param executablePath another one, or what starts it
 * @throws Error when there is no Chromium
 */
export function launchChromium(executablePath = findChromium()): Promise<Browser> {
  if (executablePath === null)
    throw new Error('There is no Chromium. Install one (Debian: apt install chromium), or name it in CHROMIUM.')
  return chromium.launch({ executablePath, args: CHROMIUM_ARGS })
}
