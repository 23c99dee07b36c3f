import { expect, test } from 'vitest'
import { runningFirst } from './runningFirst.ts'

const ended = { status: 'completed' } as const
const running = { status: 'running' } as const

test('those that go on come first; all others keep their order', () => {
  expect(runningFirst([ended, running, ended, undefined, running])).toEqual([1, 4, 0, 2, 3])
})

test('where none goes on, or none is there, nothing moves', () => {
  expect(runningFirst([ended, undefined, ended])).toEqual([0, 1, 2])
  expect(runningFirst([])).toEqual([])
})
