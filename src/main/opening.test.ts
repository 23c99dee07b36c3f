import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planLink, readOpening } from './opening.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadwright-opening-')))
  mkdirSync(join(folder, 'shop', 'plans'), { recursive: true })
  writeFileSync(join(folder, 'shop', 'plans', 'a.plan.yaml'), '')
  writeFileSync(join(folder, 'shop', 'notes.txt'), '')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder, relative to where the start was', () => {
  expect(readOpening(['--no-sandbox', 'shop'], folder)).toEqual({ workspace: join(folder, 'shop'), plan: null })
})

test('a plan opens its own folder, the one above with a history, or stays in the one that is open', () => {
  const plan = join(folder, 'shop', 'plans', 'a.plan.yaml')
  const inShop = { workspace: join(folder, 'shop'), plan: 'plans/a.plan.yaml' }
  expect(readOpening([plan], '/')).toEqual({ workspace: join(folder, 'shop', 'plans'), plan: 'a.plan.yaml' })
  expect(readOpening([plan], '/', join(folder, 'shop'))).toEqual(inShop)
  // A folder whose name only begins alike is another one.
  expect(readOpening([plan], '/', join(folder, 'sho'))?.plan).toBe('a.plan.yaml')
  mkdirSync(join(folder, 'shop', '.loadwright'))
  expect(readOpening([plan], '/')).toEqual(inShop)
})

test('a URL, as file managers hand it on', () => {
  const plan = join(folder, 'shop', 'plans', 'a & b%.plan.yaml')
  writeFileSync(plan, '')
  expect(readOpening([pathToFileURL(plan).href], '/')?.plan).toBe('a & b%.plan.yaml')
  expect(readOpening([pathToFileURL(folder).href], '/')).toEqual({ workspace: folder, plan: null })
})

test.each([
  [[]],
  [['']],
  [['nowhere']],
  [['shop/notes.txt']],
  [['--shop', '-x']],
  [['shop\0']],
  [['file://elsewhere/a.plan.yaml']],
  [['file:///%']],
  [['https://example.com/a.plan.yaml']],
  [['x'.repeat(10_000)]],
])('%$ opens nothing', (args) => {
  // The working folder itself is not what nothing stands for.
  expect(readOpening(args, folder)).toBeNull()
})

test('a link holds any name', () => {
  expect(planLink('a & b/<img>#?.plan.yaml')).toBe('#/plan?plan=a+%26+b%2F%3Cimg%3E%23%3F.plan.yaml')
})
