import { expect, test } from 'vitest'
import { nearestName, typingDistance } from './nearest.ts'

test.each([
  ['spwanRate', 'spawnRate'],
  ['spawnrate', 'spawnRate'],
  ['hdeaders', 'headers'],
  ['xyz', null],
  ['', null],
  ['a', null],
  ['headers'.repeat(100), null],
])('%s', (name, expected) => {
  expect(nearestName(name, ['spawnRate', 'headers', 'for', 'users'])).toBe(expected)
})

// Known distances: kitten/sitting is the textbook one (Levenshtein 1965 as told by Wagner and Fischer), ca/abc is 3 in the
// restricted (optimal string alignment) distance.
test.each([
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
  ['ca', 'abc', 3],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['same', 'same', 0],
])('%s → %s', (left, right, distance) => {
  expect(typingDistance(left, right)).toBe(distance)
})
