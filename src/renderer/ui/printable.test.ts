import { expect, test } from 'vitest'
import { cutText, printable, splitEnd } from './printable.ts'

test('what controls a terminal or turns text round is shown instead of done', () => {
  expect(printable('a\0b\u001b[31m\n\t\u007f')).toBe('a␀b␛[31m␊␉␡')
  expect(printable('a\u202egpj.exe\u2069\u200b\ufeff')).toBe('a[RLO]gpj.exe[PDI][ZWSP][BOM]')
  expect(printable('\u0085')).toBe('[U+0085]')
})

test('all else stays as it is, whatever its writing', () => {
  const texts = ['<img src=x onerror=alert(1)>', 'שלום', 'نص', '日本語', '👩‍🚀', '__proto__', '']
  for (const text of texts) expect(printable(text)).toBe(text)
})

test('long text is cut, never through a character', () => {
  expect(cutText('abc', 3)).toBe('abc')
  expect(cutText('abcd', 3)).toBe('ab…')
  expect(cutText('a😀b', 3)).toBe('a…')
  expect(cutText('x'.repeat(10_000), 2000)).toHaveLength(2000)
})

test('the end of a long text stands apart, never through a character, and not where it would change places', () => {
  expect(splitEnd('GET /api/orders/:id', 4)).toEqual({ begin: 'GET /api/orders', end: '/:id' })
  expect(splitEnd('abcdef😀xyz', 4)).toEqual({ begin: 'abcdef😀', end: 'xyz' })
  expect(splitEnd('abcdefgh', 4)).toBeNull()
  expect(splitEnd('GET /שלום/abcdefgh', 4)).toBeNull()
})
