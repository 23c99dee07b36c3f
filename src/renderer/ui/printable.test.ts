import { expect, test } from 'vitest'
import { cutText, MISLEADING, printable, printableLines, splitEnd } from './printable.ts'

test('what controls a terminal or turns text round is shown instead of done', () => {
  expect(printable('a\0b\u001b[31m\n\t\u007f')).toBe('a␀b␛[31m␊␉␡')
  expect(printable('a\u202egpj.exe\u2069\u200b\ufeff')).toBe('a[RLO]gpj.exe[PDI][ZWSP][BOM]')
  expect(printable('\u0085')).toBe('[U+0085]')
})

/** Of Unicode's list Bidi_Control (PropList.txt), which no version since 6.3 has changed. */
const BIDI_CONTROLS = [
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
] as const

test('every control of direction has a name, and nothing of what is not seen is left', () => {
  const controls = BIDI_CONTROLS.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
  expect(controls.map((code) => printable(String.fromCodePoint(code))).join('')).toBe(
    '[ALM][LRM][RLM][LRE][RLE][PDF][LRO][RLO][LRI][RLI][FSI][PDI]',
  )
  // A soft hyphen, a filler, a mark of annotations, one of the letters that only programs read.
  expect(printable('a\u00adb\u3164c\ufff9d\u{e0041}\u2060')).toBe('a[SHY]b[U+3164]c[U+FFF9]d[U+E0041][WJ]')
  const shown = Array.from({ length: 0x11_0000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => printable(String.fromCodePoint(code)))
    .join('')
  expect(shown.match(MISLEADING)).toBeNull()
})

test('several lines stay lines', () => {
  expect(printableLines('a\r\n\tb\n\u202e\0')).toBe('a\r\n\tb\n[RLO]␀')
})

test('all else stays as it is, whatever its writing', () => {
  const texts = ['<img src=x onerror=alert(1)>', 'שלום', 'نص', 'می‌خواهم', '日本語', '👩‍🚀', '❤️', '__proto__', '']
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
