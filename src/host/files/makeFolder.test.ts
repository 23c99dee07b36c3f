import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './makeFolder.ts'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'loadwright-folder-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('makes what is missing, and nothing when it is there', () => {
  makeFolder(join(root, 'a', 'b', 'c'))
  makeFolder(join(root, 'a', 'b', 'c'))
  expect(statSync(join(root, 'a', 'b', 'c')).isDirectory()).toBe(true)
})

test('a file in the way is an error of the system, as is a folder that cannot be', () => {
  writeFileSync(join(root, 'file'), '')
  expect(() => makeFolder(join(root, 'file'))).toThrow(/EEXIST/)
  expect(() => makeFolder(join(root, 'file', 'below'))).toThrow(/ENOTDIR|EEXIST/)
  expect(existsSync(join(root, 'file', 'below'))).toBe(false)
  mkdirSync(join(root, 'x'))
})

test.skipIf(process.platform !== 'linux')('under /proc it gives up', () => {
  expect(() => makeFolder('/proc/loadwright/results')).toThrow(/ENOENT|EACCES|EPERM/)
})
