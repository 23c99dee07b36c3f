import { expect, test } from 'vitest'
import { containsWords } from './containsWords.ts'

test.each([
  ['Shop · steady', '', true],
  ['Shop · steady', '   ', true],
  ['Shop · steady', 'STEADY shop', true],
  ['Shop · steady', 'shop  soak', false],
  ['ÄRGER', 'ärger', true],
  ['(x+)+$ <img src=x onerror=alert(1)>', '(x+)+$ <img', true],
  ['x'.repeat(10_000), 'y'.repeat(10_000), false],
])('%s has all of "%s": %s', (text, sought, isThere) => {
  expect(containsWords(text, sought)).toBe(isThere)
})
