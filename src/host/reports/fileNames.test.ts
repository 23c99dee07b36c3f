import { expect, test } from 'vitest'
import { distinctName, fileNamePart, reportFolderName } from './fileNames.ts'
import { HOSTILE_NAMES } from './extremeReportFixtures.ts'

const NOW = new Date('2026-11-23T14:02:33.456Z')

test('plan, scenarios and time', () => {
  expect(reportFolderName('AI Automation Platform', ['smoke'], NOW)).toBe(
    'ai-automation-platform-smoke-20261123-140233',
  )
  expect(reportFolderName('Shop', ['a', 'b', 'c', 'd', 'e'], NOW)).toBe('shop-a-b-c-and-2-more-20261123-140233')
})

test.each([
  ['Café São', 'cafe-sao'],
  ['../../etc/passwd', 'etc-passwd'],
  ['C:\\Windows', 'c-windows'],
  ['CON', 'con-plan'],
  ['lpt1', 'lpt1-plan'],
  ['日本語', 'plan'],
  ['...', 'plan'],
  ['', 'plan'],
  ['a'.repeat(100), 'a'.repeat(30)],
])('%j becomes %j', (text, expected) => {
  expect(fileNamePart(text, 'plan', 30)).toBe(expected)
})

test.each(HOSTILE_NAMES)('%j is safe everywhere', (name) => {
  const folder = reportFolderName(name, [name, name, name, name], NOW)
  expect(folder).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  expect(folder.length).toBeLessThan(150)
})

test('names that became the same are told apart', () => {
  const taken = new Set<string>()
  expect(['a', 'a', 'a-2', 'a'].map((name) => distinctName(name, taken))).toEqual(['a', 'a-2', 'a-2-2', 'a-3'])
})
