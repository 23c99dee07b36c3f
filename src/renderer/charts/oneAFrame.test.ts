import { expect, test } from 'vitest'
import { createTurns } from './oneAFrame.ts'

function turnsByHand() {
  const frames: (() => void)[] = []
  const done: string[] = []
  const turns = createTurns((then) => frames.push(then))
  return {
    done,
    take: (name: string) => turns.take(() => done.push(name)),
    frame: () => frames.splice(0).forEach((then) => then()),
    waitsForFrame: () => frames.length > 0,
  }
}

test('the first has its turn at once, the others one a frame, in their order', () => {
  const { done, take, frame, waitsForFrame } = turnsByHand()
  for (const name of ['a', 'b', 'c']) take(name)
  expect(done).toEqual(['a'])
  frame()
  expect(done).toEqual(['a', 'b'])
  take('d')
  frame()
  frame()
  expect(done).toEqual(['a', 'b', 'c', 'd'])
  frame()
  expect(waitsForFrame()).toBe(false)
  take('e')
  expect(done.at(-1)).toBe('e')
})

test('who gives up before has no turn, and holds up nobody; afterwards nothing is to be given up', () => {
  const { done, take, frame } = turnsByHand()
  const leave = take('a')
  const leaveB = take('b')
  take('c')
  leaveB()
  frame()
  expect(done).toEqual(['a', 'c'])
  leave()
  frame()
  expect(done).toEqual(['a', 'c'])
})

test('one that fails holds up nobody', () => {
  const frames: (() => void)[] = []
  const turns = createTurns((then) => frames.push(then))
  const done: string[] = []
  expect(() =>
    turns.take(() => {
      throw new Error('no picture')
    }),
  ).toThrow('no picture')
  turns.take(() => done.push('b'))
  for (const then of frames.splice(0)) then()
  expect(done).toEqual(['b'])
})
