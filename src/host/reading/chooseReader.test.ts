import { describe, expect, test } from 'vitest'
import { chooseReader, isLong, type Load } from './chooseReader.ts'

const idle: Load = { calls: 0, hasLong: false }
const busy: Load = { calls: 2, hasLong: false }
const busier: Load = { calls: 5, hasLong: false }
const taken: Load = { calls: 1, hasLong: true }
const QUICK = { isLong: false, isStepped: false, longWait: false }
const LONG = { isLong: true, isStepped: false, longWait: false }
const STEPPED = { ...QUICK, isStepped: true }

test('what makes the whole report is long', () => {
  expect([isLong('run.findings'), isLong('run.report'), isLong('run.window')]).toEqual([true, true, false])
})

describe('a quick question goes', () => {
  test('to a reader that has nothing to do, or to a new one', () => {
    expect(chooseReader([], 2, QUICK)).toBe('new')
    expect(chooseReader([busy], 2, QUICK)).toBe('new')
    expect(chooseReader([busy, idle], 2, QUICK)).toBe(idle)
  })

  test('to the one with the least to do where there may be no more', () => {
    expect(chooseReader([busier, busy], 2, QUICK)).toBe(busy)
  })

  test('never behind a long one', () => {
    expect(chooseReader([taken, busier], 2, QUICK)).toBe(busier)
    expect(chooseReader([taken], 2, QUICK)).toBe('new')
    expect(chooseReader([taken], 1, QUICK)).toBe('wait')
  })

  test('where most is to do while a long one waits: the other becomes free', () => {
    expect(chooseReader([busy, busier], 2, { ...QUICK, longWait: true })).toBe(busier)
  })
})

describe('a chart in steps goes', () => {
  test('to the first reader, which remembers steps, whatever it has to do', () => {
    expect(chooseReader([busier, idle], 2, STEPPED)).toBe(busier)
    expect(chooseReader([busy], 2, STEPPED)).toBe(busy)
    expect(chooseReader([], 2, STEPPED)).toBe('new')
  })

  test('elsewhere rather than behind a long question, or where one is to find a free reader', () => {
    expect(chooseReader([taken, idle], 2, STEPPED)).toBe(idle)
    expect(chooseReader([busy, busier], 2, { ...STEPPED, longWait: true })).toBe(busier)
  })
})

describe('a long question goes', () => {
  test('to a reader that has nothing else to do, or to a new one', () => {
    expect(chooseReader([], 2, LONG)).toBe('new')
    expect(chooseReader([busy, idle], 2, LONG)).toBe(idle)
    const other = { ...idle }
    expect(chooseReader([idle, other], 2, LONG), 'not the one that remembers steps').toBe(other)
    expect(chooseReader([busy], 2, LONG)).toBe('new')
  })

  test('nowhere while all have something to do, or another long one is under way', () => {
    expect(chooseReader([busy, busier], 2, LONG)).toBe('wait')
    expect(chooseReader([taken, idle], 2, LONG)).toBe('wait')
    expect(chooseReader([taken], 2, LONG)).toBe('wait')
  })
})
