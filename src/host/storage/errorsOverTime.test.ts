/** Errors by second: exact for any window and step, however they came, and never a guess for runs that do not have them. */
import SqliteDatabase from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorClass, ErrorCount } from '../../core/recording/second.ts'
import { ERROR_GROUPS_AT_MOST } from './errorGroups.ts'
import { openHistory, type History } from './history.ts'
import { HistoryError } from './historyError.ts'
import type { RunReader } from './runReader.ts'
import { asVersion3 } from './testing/olderFile.ts'
import { COMPLETED, newRun, secondOf } from './testing/syntheticSeconds.ts'

let folder: string
let file: string
let history: History
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  file = join(folder, 'history.db')
  history = openHistory(file)
})
afterEach(() => {
  history.close()
  rmSync(folder, { recursive: true, force: true })
})

type Part = [t: number, errors: ErrorCount[]]

function error(message: string, count = 1, errorClass: ErrorClass = 'status', endpoint = 'GET /'): ErrorCount {
  return { class: errorClass, endpoint, message, count }
}

function write(parts: Part[]): string {
  const writer = history.startRun(newRun())
  for (const [t, errors] of parts) writer.writeSecond(secondOf(t, [], { errors }))
  writer.finish(COMPLETED)
  return writer.id
}

/** What the parts say about [fromS, toS), by class, endpoint and message. */
function added(parts: Part[], fromS: number, toS: number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [t, errors] of parts) {
    if (t < fromS || t >= toS) continue
    for (const one of errors) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + one.count)
  }
  return sums
}

function keyOf(group: Pick<ErrorCount, 'class' | 'endpoint' | 'message'>): string {
  return JSON.stringify([group.class, group.endpoint, group.message])
}

function between(reader: RunReader, fromS: number, toS: number): Map<string, number | null> {
  return new Map(reader.errorsBetween(fromS, toS).map((group) => [keyOf(group), group.inWindow]))
}

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof HistoryError) return error.code
    throw error
  }
  return 'no error'
}

const NAMES = [
  '__proto__',
  'constructor',
  '<img src=x onerror=alert(1)>',
  '\u202Ertl\u200F',
  'a\u0000b',
  '',
  '%',
  'x'.repeat(9000),
]
/** Twelve minutes with gaps, in no order, many seconds in several parts, with counts of all sizes. */
const PARTS: Part[] = Array.from({ length: 900 }, (_, at): Part => {
  const t = (at * 211) % 720
  const names = NAMES.filter((_, place) => (at * 7 + place * 3) % 5 === 0)
  return [
    t,
    t % 97 < 9
      ? []
      : names.map((name, place) =>
          error(name, 1 + ((at * 31 + place) % 300) ** 2, place % 2 === 0 ? 'status' : 'check', name),
        ),
  ]
})

describe('errors by second', () => {
  it('of any window are those of its parts', () => {
    const reader = history.findRun(write(PARTS))
    for (const [fromS, toS] of [
      [0, 720],
      [0, Infinity],
      [1, 719],
      [100, 101],
      [97, 106],
      [333, 666],
      [719, 720],
      [720, 900],
      [5, 5],
    ] as const)
      expect(between(reader, fromS, toS)).toEqual(added(PARTS, fromS, toS))
    const counts = reader.errorsBetween(10, 600).map(({ inWindow }) => inWindow)
    expect(counts).toEqual(counts.toSorted((one, other) => other! - one!))
  })

  it('over time stand in the steps of the timeline, and add up to the run', () => {
    const reader = history.findRun(write(PARTS))
    for (const [stepS, fromS, toS] of [
      [1, 0, Infinity],
      [7, 0, 720],
      [60, 61, 333],
      [1000, 0, 720],
    ] as const) {
      const steps = [...reader.timeline(stepS, { fromS, toS })].map(({ t, endS }) => [t, endS] as const)
      const lines = reader.errorsOverTime(stepS, fromS, toS)
      for (const line of lines) {
        expect([...line.perStep]).toEqual(steps.map(([t, endS]) => added(PARTS, t, endS).get(keyOf(line)) ?? 0))
        if (fromS === 0) expect(line.perStep.reduce((sum, count) => sum + count, 0)).toBe(line.count)
      }
      expect(lines.map(keyOf).toSorted()).toEqual([...added(PARTS, steps[0]![0], toS).keys()].toSorted())
    }
    expect(() => reader.errorsOverTime(0)).toThrow(RangeError)
    expect(reader.errorsOverTime(1, 720, 700)).toEqual([])
  })

  it('of a run that goes on are there with its second, and add up with what comes late', () => {
    const writer = history.startRun(newRun())
    const reader = history.findRun(writer.id)
    expect([reader.errorsBetween(0, 10), reader.errorsOverTime(1)]).toEqual([[], []])
    writer.writeSecond(secondOf(3, [], { errors: [error('503', 2), error('503', 1)] }))
    writer.writeSecond(secondOf(5, [], { errors: [error('503', 4)] }))
    expect(between(reader, 3, 4)).toEqual(new Map([[keyOf(error('503')), 3]]))
    writer.writeSecond(secondOf(3, [], { errors: [error('late', 1), error('503', 10)] }))
    expect(reader.errorsOverTime(2).map(({ message, perStep }) => [message, [...perStep]])).toEqual([
      ['503', [0, 13, 4]],
      ['late', [0, 1, 0]],
    ])
    expect([...between(reader, 4, 5)]).toEqual([])
  })

  it('stay exact and small when a system says something new each time', () => {
    const parts = Array.from({ length: 40 }, (_, t): Part => [
      t,
      Array.from({ length: 200 }, (_, at) => error(`order ${t * 200 + at} not found`, 3)),
    ])
    const reader = history.findRun(write(parts))
    expect(reader.errors()).toHaveLength(ERROR_GROUPS_AT_MOST + 1)
    for (const [fromS, toS] of [
      [0, 40],
      [3, 17],
      [20, 21],
    ] as const)
      expect(reader.errorsBetween(fromS, toS).reduce((sum, { inWindow }) => sum + inWindow!, 0)).toBe(
        (toS - fromS) * 200 * 3,
      )
    const raw = new SqliteDatabase(file, { readonly: true })
    const largest = raw.prepare('SELECT max(length(counts)) FROM error_seconds').pluck().get()
    raw.close()
    expect(largest).toBeLessThan(ERROR_GROUPS_AT_MOST * 5)
  })

  it('that are damaged are told so', () => {
    const id = write([
      [0, [error('a')]],
      [1, [error('a')]],
      [2, [error('a')]],
    ])
    const raw = new SqliteDatabase(file)
    for (const counts of ["x'ff'", "x'ffffffffffffffffff01'", "x'7f01'", "x'01'"]) {
      raw.exec(`UPDATE error_seconds SET counts = ${counts} WHERE t = 1`)
      expect(codeOf(() => history.findRun(id).errorsBetween(0, 2))).toBe('damaged')
      expect(codeOf(() => history.findRun(id).errorsOverTime(1))).toBe('damaged')
    }
    raw.close()
    expect(history.findRun(id).errors()).toHaveLength(1)
  })

  it('are not invented for a run of before: what is not known is said to be so', () => {
    const id = write([
      [2, [error('once', 7)]],
      [4, [error('long', 5)]],
      [9, [error('long', 1)]],
    ])
    history.close()
    const raw = new SqliteDatabase(file)
    asVersion3(raw)
    raw.close()
    history = openHistory(file)
    const reader = history.findRun(id)
    const [once, long] = [keyOf(error('once')), keyOf(error('long'))]
    expect([...between(reader, 0, 10)]).toEqual([
      [once, 7],
      [long, 6],
    ])
    expect([...between(reader, 0, 9)]).toEqual([
      [once, 7],
      [long, null],
    ])
    expect([...between(reader, 5, 6)]).toEqual([[long, null]])
    expect([...between(reader, 0, 2)]).toEqual([])
    expect(reader.errorsOverTime(5).map(({ message, perStep }) => [message, [...perStep]])).toEqual([
      ['once', [7, 0]],
      ['long', [NaN, NaN]],
    ])
    expect(reader.errorsOverTime(10).map(({ perStep }) => [...perStep])).toEqual([[7], [6]])
    // A run of now beside it is known by second.
    const now = write([[0, [error('a')]], [3, [error('a', 2)]]]) // prettier-ignore
    expect(history.findRun(now).errorsBetween(1, 4)).toMatchObject([{ inWindow: 2, count: 3 }])
  })

  it('go with their run', () => {
    history.deleteRun(write(PARTS.slice(0, 50)))
    const raw = new SqliteDatabase(file, { readonly: true })
    expect(
      raw.prepare('SELECT (SELECT count(*) FROM error_seconds) + (SELECT count(*) FROM errors)').pluck().get(),
    ).toBe(0)
    raw.close()
  })
})
