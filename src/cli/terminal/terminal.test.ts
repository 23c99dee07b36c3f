import { createColors } from 'picocolors'
import { describe, expect, test } from 'vitest'
import { canShowColour, canShowUnicode } from './capabilities.ts'
import { asciiText, plainLines, plainText } from './plainText.ts'
import { renderTable, shorten, type TableColumn } from './table.ts'
import { wrapText } from './wrap.ts'

// oxlint-disable-next-line no-control-regex -- what must never reach a terminal
const STEERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

describe('text of others', () => {
  const hostile = 'a\u001b[2J\u001b]52;c;aGk=\u0007b\u009b31m\u202ec\r\nd\te\u0000\u2028f'

  test('cannot steer the terminal', () => {
    expect(plainText(hostile)).not.toMatch(STEERS)
    expect(plainText(hostile)).not.toContain('\n')
    expect(plainLines(hostile)).not.toMatch(STEERS)
    expect(plainLines(hostile).split('\n')).toHaveLength(2)
  })

  test('stays what it is otherwise', () => {
    expect(plainText('Zürich – 東京 👩‍🚀'.replaceAll('\u200d', ''))).toBe('Zürich – 東京 👩🚀')
  })

  test('becomes ASCII where only that can be shown, with our signs as words', () => {
    expect(asciiText('✕ p99 ≥ 820 µs · Zürich – 東京…')).toBe('FAIL p99 >= 820 us | Zurich - ??...')
    expect(asciiText('\u001b[31mred\u001b[39m\n')).toBe('\u001b[31mred\u001b[39m\n')
  })
})

describe('what can be shown', () => {
  const colour = (environment: Record<string, string>, interactive = true, refused = false): boolean =>
    canShowColour({ environment, interactive, refused })

  test('colours in a terminal, unless refused', () => {
    expect(colour({})).toBe(true)
    expect(colour({}, false)).toBe(false)
    expect(colour({}, true, true)).toBe(false)
    expect(colour({ NO_COLOR: '1' })).toBe(false)
    expect(colour({ NO_COLOR: '' })).toBe(true)
    expect(colour({ TERM: 'dumb' })).toBe(false)
    expect(colour({ FORCE_COLOR: '1' }, false)).toBe(true)
    expect(colour({ FORCE_COLOR: '0' })).toBe(false)
    expect(colour({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).toBe(false)
  })

  test('Unicode, when the locale that decides is UTF-8', () => {
    expect(canShowUnicode({ LANG: 'de_DE.UTF-8' }, 'linux')).toBe(true)
    expect(canShowUnicode({ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'linux')).toBe(false)
    expect(canShowUnicode({ LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C' }, 'linux')).toBe(true)
    expect(canShowUnicode({}, 'linux')).toBe(false)
    expect(canShowUnicode({}, 'darwin')).toBe(true)
    expect(canShowUnicode({ WT_SESSION: 'x' }, 'win32')).toBe(true)
  })
})

describe('a table', () => {
  const columns: TableColumn[] = [
    { head: 'name', align: 'left', rank: 1, shrinks: true },
    { head: 'p95', align: 'right', rank: 1 },
    { head: 'rate', align: 'right', rank: 2 },
  ]
  const rows = [
    ['GET /api/workflows/:workflow/executions', '1.24 s', '1,204 /s'],
    ['東京', '3 ms', '5 /s'],
  ]
  const layout = { unicode: true, paint: createColors(false) }

  test('lines up, also with wide characters', () => {
    expect(renderTable(columns, rows.slice(1), { ...layout, width: 80 })).toEqual([
      'name   p95  rate',
      '東京  3 ms  5 /s',
    ])
  })

  test('shortens names in the middle, then leaves out what matters least, and never breaks the line', () => {
    expect(renderTable(columns, rows, { ...layout, width: 40 })[1]).toMatch(/^GET .*….*  1\.24 s  1,204 \/s$/)
    for (let width = 26; width < 80; width++) {
      for (const line of renderTable(columns, rows, { ...layout, width }))
        expect(line.length).toBeLessThanOrEqual(width)
    }
    expect(renderTable(columns, rows, { ...layout, width: 30 })[0]).not.toContain('rate')
    expect(renderTable(columns, rows, { ...layout, width: Infinity })[1]).toContain(rows[0]![0])
  })

  test('shortens without cutting a character in two', () => {
    expect(shorten('👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 7, true)).toBe('👩‍🚀👩‍🚀…👩‍🚀')
    expect(shorten('abcdefghij', 6, false)).toBe('abcd~j')
  })
})

test('prose is broken at spaces, and a long word is left whole', () => {
  expect(wrapText('one two three', 10, '  ', '    ')).toEqual(['  one two', '    three'])
  expect(wrapText('x'.repeat(30), 10, '  ', '    ')).toEqual([`  ${'x'.repeat(30)}`])
})
