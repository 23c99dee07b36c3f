import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyText } from './bodyText.ts'
import { prettyJson } from './prettyJson.ts'

test('looks as JSON.stringify with an indentation does, for any value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      expect(prettyJson(JSON.stringify(value, null, '\t'))).toBe(JSON.stringify(value, null, 2))
    }),
  )
})

test('numbers, escapes and repeated names stay as they were written', () => {
  expect(prettyJson('{"id":12345678901234567890,"e":1.0e+2,"s":"\\u00e9\\/\\"{","id":-0}')).toBe(
    '{\n  "id": 12345678901234567890,\n  "e": 1.0e+2,\n  "s": "\\u00e9\\/\\"{",\n  "id": -0\n}',
  )
})

test.each(['', '{"a":', '{a:1}', 'nothing', '[1,]', '['.repeat(100) + ']'.repeat(100)])('%j is left alone', (text) => {
  expect(prettyJson(text)).toBeNull()
})

test('a body is said to be cut where it is', () => {
  const cut = bodyText(`{"a":"${'x'.repeat(16_378)}`, 10_485_760)
  expect(cut.note).toBe('cut: the first 16 KB of 10.5 MB')
  expect(cut.lines).toHaveLength(1)
  expect(bodyText('x'.repeat(16_384), null).note).toBe('cut: the first 16 KB')
  expect(bodyText(null, 512)).toEqual({ lines: [], note: '512 bytes, not text or not kept' })
  expect(bodyText(null, 0)).toEqual({ lines: [], note: null })
  expect(bodyText('', 0)).toEqual({ lines: [], note: null })
})

test('control characters are spelt out, line breaks are lines', () => {
  expect(bodyText('a\u001b[2J\r\nb\u202e', null).lines).toEqual(['a\\u001b[2J', 'b\\u202e'])
})
