import { expect, test } from 'vitest'
import { RunRefusal } from '../../host/runs/runRefusal.ts'
import { aboutHowLong, readDemoLength } from './demoLength.ts'

test('it says beforehand how long it takes: about three minutes, or half of that', () => {
  expect(aboutHowLong(readDemoLength({}))).toBe('3m')
  expect(aboutHowLong(readDemoLength({ quick: true }))).toBe('1m30s')
  expect(aboutHowLong(readDemoLength({ runTime: '1s', steadyTime: '1s', rounds: '1' }))).toBe('30s')
})

test.each([{ rounds: '0' }, { rounds: '21' }, { rounds: '1e1' }, { runTime: 'soon' }, { steadyTime: '0' }])(
  '%j is wrong usage',
  (flags) => {
    expect(() => readDemoLength(flags)).toThrow(RunRefusal)
  },
)
