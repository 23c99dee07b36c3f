/** Electron's runtime: that the tests of the shell find it, and say so where it is none; and what only the real one can show. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { electronRuntime } from '../../scripts/electronRuntime.mjs'
import { beforeMain, electronShell } from './electronShell.ts'
import { connected, useTrialShell } from './trialShell.ts'

const { obstacle } = electronShell

describe.skipIf(obstacle !== null)(`Electron itself${obstacle === null ? '' : ` (not run: ${obstacle})`}`, () => {
  const trial = useTrialShell(electronShell)

  test('has the page at an origin of its own, with nothing of Node', async () => {
    const page = await connected(trial.start())
    expect(await page.evaluate(() => [location.origin, typeof (globalThis as { require?: unknown }).require])).toEqual([
      'app://workbench',
      'undefined',
    ])
  })
})

test('what is brought into Electron before main is a program', () => {
  expect(() => new Script(beforeMain('/documents'))).not.toThrow()
})

describe.skipIf(process.platform === 'win32')('a runtime that is none', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loadwright-runtime-'))
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is not found where nothing is', () => {
    expect(electronRuntime()).toBeNull()
  })

  test.each([
    ['says why it ends', 'echo "libgtk is missing" >&2; exit 3', 'it ended with 3, and said libgtk is missing'],
    ['ends without a word', 'exit 0', 'it ended with 0, and said nothing'],
    ['cannot be executed', null, 'EACCES'],
  ])('%s: so do the tests', async (_, script, reason) => {
    const file = join(folder, 'electron')
    writeFileSync(file, `#!/bin/sh\n${script ?? ''}\n`, { mode: script === null ? 0o644 : 0o755 })
    expect(electronRuntime()).toBe(file)
    await expect(electronShell.open()).rejects.toThrow(`${file} is no Electron: asked for its version, `)
    await expect(electronShell.open()).rejects.toThrow(reason)
  })
})
