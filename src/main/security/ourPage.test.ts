import { expect, test } from 'vitest'
import { isDocumentation } from './externalLinks.ts'
import { isAtOrigin, isOurPage } from './ourPage.ts'

const ORIGIN = 'app://workbench'

test('our page is the main frame, at exactly our origin', () => {
  const page = { parent: null, origin: ORIGIN, url: 'app://workbench/index.html#/runs' }
  expect(isOurPage(page, ORIGIN)).toBe(true)
  expect(isOurPage({ ...page, parent: page }, ORIGIN)).toBe(false)
  expect(isOurPage({ ...page, origin: 'null' }, ORIGIN)).toBe(false)
  expect(isOurPage({ ...page, url: 'https://evil/' }, ORIGIN)).toBe(false)
  expect(isOurPage(null, ORIGIN)).toBe(false)
})

test.each([
  'app://workbench.evil/',
  'app://workbench:80/',
  'app://workbench@evil/',
  'app://user@workbench/',
  'app://evil/app://workbench/',
  'https://workbench/',
  'file:///workbench/',
  'javascript:alert(1)',
  'about:blank',
  'not an address',
  '',
])('%s is not at our origin', (url) => {
  expect(isAtOrigin(url, ORIGIN)).toBe(false)
})

test('links out: below an address of the documentation, and nothing else', () => {
  const documentation = ['https://docs.example/loadwright/']
  expect(isDocumentation('https://docs.example/loadwright/plan.html#load', documentation)).toBe(true)
  for (const url of [
    'http://docs.example/loadwright/',
    'https://docs.example/other',
    'https://docs.example/loadwright/../other',
    'https://docs.example/loadwright/%2e%2e/other',
    'https://docs.example:444/loadwright/',
    'https://user@docs.example/loadwright/',
    'https://docs.example.evil/loadwright/',
    'file:///etc/passwd',
    'smb://host/share',
    '',
  ])
    expect(isDocumentation(url, documentation)).toBe(false)
})
