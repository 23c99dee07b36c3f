/** Opens a page in the user's browser. */
import { spawn } from 'node:child_process'
import type { CliContext } from '../cliContext.ts'

/** What opens an address, without a shell that would read it. */
const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` is a word of the shell; this is what it calls.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
}

/** Where there is somebody who would see it: a terminal, and a display. */
export function canOpenBrowser({ err, ci, platform, environment }: CliContext): boolean {
  if (!err.interactive || ci || OPENERS[platform] === undefined) return false
  return platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** Resolves with false when no browser could be started. It lives on without this process. */
export function openBrowser(url: string, { platform, environment }: CliContext): Promise<boolean> {
  const [command, ...args] = OPENERS[platform] ?? []
  if (command === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true, env: environment })
    child.once('error', () => resolve(false))
    // Some openers are the browser, and end when it does.
    child.once('spawn', () => resolve(true))
    child.unref()
  })
}
