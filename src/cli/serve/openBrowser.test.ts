import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCliContext, type CliContext } from '../cliContext.ts'
import { canOpenBrowser, openBrowser } from './openBrowser.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-open-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function contextOf(
  environment: Record<string, string>,
  { isTty = true, platform = 'linux' }: { isTty?: boolean; platform?: NodeJS.Platform } = {},
): CliContext {
  const stream = Object.assign(new PassThrough(), { isTTY: isTty }) as unknown as NodeJS.WriteStream
  return createCliContext({
    stdout: stream,
    stderr: stream,
    stdin: process.stdin,
    environment,
    cwd: folder,
    version: '0.0.0',
    platform,
    noColour: false,
    engineFile: '',
    targetFile: '',
    readerFile: '',
    rendererFolder: '',
    exitWith: () => {},
  })
}

test('only where somebody would see it', () => {
  expect(canOpenBrowser(contextOf({ DISPLAY: ':0' }))).toBe(true)
  expect(canOpenBrowser(contextOf({ WAYLAND_DISPLAY: 'wayland-0' }))).toBe(true)
  expect(canOpenBrowser(contextOf({}, { platform: 'darwin' }))).toBe(true)
  expect(canOpenBrowser(contextOf({}, { platform: 'win32' }))).toBe(true)
  expect(canOpenBrowser(contextOf({}))).toBe(false)
  expect(canOpenBrowser(contextOf({ DISPLAY: '' }))).toBe(false)
  expect(canOpenBrowser(contextOf({ DISPLAY: ':0', CI: 'true' }))).toBe(false)
  expect(canOpenBrowser(contextOf({ DISPLAY: ':0' }, { isTty: false }))).toBe(false)
  expect(canOpenBrowser(contextOf({ DISPLAY: ':0' }, { platform: 'aix' }))).toBe(false)
})

test('the address is one argument, and no shell reads it', async () => {
  const opener = join(folder, 'xdg-open')
  const seen = join(folder, 'seen')
  writeFileSync(opener, `#!/bin/sh\nprintf '%s|' "$#" "$1" > "${seen}.part" && mv "${seen}.part" "${seen}"\n`)
  chmodSync(opener, 0o755)
  const url = 'http://127.0.0.1:8089/#ticket=x$(touch evil);`touch evil`&"\'| touch evil'
  const written = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(seen)) return
      watcher.close()
      resolve()
    })
  })
  expect(await openBrowser(url, contextOf({ PATH: `${folder}:/bin:/usr/bin` }))).toBe(true)
  await written
  expect(readFileSync(seen, 'utf8')).toBe(`1|${url}|`)
  expect(existsSync(join(folder, 'evil'))).toBe(false)
})

test('where there is no opener it is said to have failed', async () => {
  expect(await openBrowser('http://127.0.0.1/', contextOf({ PATH: '/nowhere' }))).toBe(false)
  expect(await openBrowser('http://127.0.0.1/', contextOf({}, { platform: 'aix' }))).toBe(false)
})
