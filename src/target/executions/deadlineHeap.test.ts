import { expect, test } from 'vitest'
import { seededRandom } from '../random.ts'
import { createDeadlineHeap } from './deadlineHeap.ts'

test('items come out as a stable sort has them, with pushes and pops mixed', () => {
  const random = seededRandom(3, 'heap')
  const heap = createDeadlineHeap<number>()
  let expected: { dueMs: number; item: number }[] = []
  for (let item = 0; item < 5000; item++) {
    // Few different moments, so that many are equal.
    const dueMs = Math.floor(random() * 50)
    heap.push(dueMs, item)
    expected.push({ dueMs, item })
    if (random() < 0.4) {
      expected = expected.toSorted((one, other) => one.dueMs - other.dueMs)
      expect(heap.earliestMs()).toBe(expected[0]?.dueMs)
      expect(heap.pop()).toBe(expected.shift()?.item)
    }
  }
  const rest = expected.toSorted((one, other) => one.dueMs - other.dueMs).map(({ item }) => item)
  expect(heap.size()).toBe(rest.length)
  expect(rest.map(() => heap.pop())).toEqual(rest)
  expect(heap.pop()).toBeUndefined()
  expect(heap.earliestMs()).toBeUndefined()
})
