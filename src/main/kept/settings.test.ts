import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettings } from './settings.ts'

let folder: string
let file: string
let told: string[]
const tell = (sentence: string): void => void told.push(sentence)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-settings-'))
  file = join(folder, 'settings.json')
  told = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const place = { x: 1, y: 2, width: 900, height: 700, isMaximised: true }

test('what is kept is there at the next start; only its owner can read it', () => {
  const settings = openSettings(folder, tell)
  settings.keepPlace(place)
  settings.keepRecent('/a')
  settings.keepRecent('/<img src=x onerror=alert(1)>')
  settings.keepRecent('/a')
  const again = openSettings(folder, tell)
  expect([again.place, again.recent]).toEqual([place, ['/a', '/<img src=x onerror=alert(1)>']])
  expect(statSync(file).mode & 0o077).toBe(0)
  expect(told).toEqual([])
})

test('ten folders are remembered, the latest ones', () => {
  const settings = openSettings(folder, tell)
  for (let number = 0; number < 12; number++) settings.keepRecent(`/${number}`)
  expect(settings.recent).toEqual(['/11', '/10', '/9', '/8', '/7', '/6', '/5', '/4', '/3', '/2'])
  settings.forgetRecent()
  expect(openSettings(folder, tell).recent).toEqual([])
})

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"version":2,"window":null,"recent":[]}',
  '{"version":1,"window":{"x":"1"},"recent":[]}',
  '{"version":1,"window":null,"recent":[],"__proto__":{"a":1}}',
  `{"version":1,"window":null,"recent":["${'x'.repeat(10_000)}"]}`,
])('a damaged file is put aside, and the defaults hold: %s', (text) => {
  writeFileSync(file, text)
  const settings = openSettings(folder, tell)
  expect([settings.place, settings.recent]).toEqual([null, []])
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text)
  expect(told).toEqual([expect.stringContaining('is damaged. It was put aside')])
  settings.keepRecent('/a')
  expect(openSettings(folder, tell).recent).toEqual(['/a'])
})

test.skipIf(process.getuid?.() === 0)(
  'a folder that cannot be written is said, and nobody is kept from working',
  () => {
    const settings = openSettings(folder, tell)
    chmodSync(folder, 0o500)
    settings.keepRecent('/a')
    chmodSync(folder, 0o700)
    expect(told).toEqual([expect.stringContaining('Settings cannot be written')])
    expect(existsSync(file)).toBe(false)
  },
)
