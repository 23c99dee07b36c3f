import { expect, test } from 'vitest'
import { groupedRows } from './groupedRows.ts'

interface Group {
  name: string
  rows: number
}

/** Every line, written out. */
function linesByHand(groups: readonly Group[], closed: ReadonlySet<string>): { name: string; row: number | null }[] {
  const lines: { name: string; row: number | null }[] = []
  let row = 0
  for (const { name, rows } of groups) {
    lines.push({ name, row: null })
    for (let index = 0; index < rows; index++, row++) if (!closed.has(name)) lines.push({ name, row })
  }
  return lines
}

function linesOf(groups: readonly Group[], closed: ReadonlySet<string>) {
  return groupedRows(groups, { rowsOf: ({ rows }) => rows, isOpen: ({ name }) => !closed.has(name) })
}

const GROUPS: Group[] = [3, 1, 0, 250, 1, 1, 40].map((rows, at) => ({ name: `g${at}`, rows }))

test.each([[[]], [['g0']], [['g3']], [['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6']], [['g1', 'g3', 'g6', 'gone']]])(
  'each line is what it is when all are written out; closed: %j',
  (closed) => {
    const shut = new Set<string>(closed)
    const lines = linesOf(GROUPS, shut)
    const expected = linesByHand(GROUPS, shut)
    expect(lines.count).toBe(expected.length)
    const found = expected.map((_, line) => lines.at(line)!)
    expect(found.map(({ group: { name }, row }) => ({ name, row }))).toEqual(expected)
    for (const [line, { group, groupIndex, heading, rows, isOpen }] of found.entries()) {
      expect(expected.findIndex(({ name }) => name === group.name)).toBe(heading)
      expect([GROUPS[groupIndex], rows, isOpen]).toEqual([group, group.rows, !shut.has(group.name)])
      expect(lines.headingOf(groupIndex)).toBe(heading)
      expect(heading).toBeLessThanOrEqual(line)
    }
    for (const none of [-1, expected.length, Number.NaN]) expect(lines.at(none)).toBeUndefined()
    for (let from = 0; from < expected.length; from += 7) {
      for (const to of [from, from + 1, from + 30, from + 1000]) {
        const rows = lines.rowsIn(from, to).flatMap((range) => {
          return Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index)
        })
        const shown = expected.slice(from, to + 1).flatMap(({ row }) => (row === null ? [] : [row]))
        expect([from, to, rows]).toEqual([from, to, shown])
      }
    }
  },
)

test('no groups are no lines', () => {
  const lines = linesOf([], new Set())
  expect([lines.count, lines.at(0), lines.headingOf(0), lines.rowsIn(0, 50)]).toEqual([0, undefined, undefined, []])
})
