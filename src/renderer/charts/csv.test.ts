import { expect, test } from 'vitest'
import { csvText } from './csv.ts'
import { fileName } from './frame/fileName.ts'

test('numbers are whole and without a locale; nothing there is empty, and 0 is 0', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        [1234567.25, null],
        [Number.NaN, 0],
        [-1.5e-7, Number.POSITIVE_INFINITY],
      ],
    ),
  ).toBe('a,b\r\n1234567.25,\r\n,0\r\n-1.5e-7,\r\n')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =cmd', "'  =cmd"],
  ['\t=cmd', "'\t=cmd"],
  ['\u00a0=cmd', "'\u00a0=cmd"],
  ['＝1', '＝1'],
  ['GET /a=b', 'GET /a=b'],
])('%j from a target is no formula', (name, cell) => expect(csvText([name], [])).toBe(`${cell}\r\n`))

test('separators, quotes and line ends stay inside of their cell', () => {
  expect(csvText(['a,b'], [['say "hi"'], ['two\nlines'], ['=x\r"']])).toBe(
    '"a,b"\r\n"say ""hi"""\r\n"two\nlines"\r\n"\'=x\r"""\r\n',
  )
})

test.each([
  ['Timeline', 'timeline.csv'],
  ['../../etc/passwd', 'etc-passwd.csv'],
  ['Größe: 5 µs', 'gro-e-5-s.csv'],
  ['\u202Egpj.exe', 'gpj-exe.csv'],
  ['…', 'chart.csv'],
  ['x'.repeat(10_000), `${'x'.repeat(80)}.csv`],
])('%j as a file', (title, name) => expect(fileName(title, 'csv')).toBe(name))
