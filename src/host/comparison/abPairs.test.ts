import { expect, test } from 'vitest'
import { abTags, pairRuns } from './abPairs.ts'

const run = (id: string, ...tags: string[]) => ({ id, tags })
const ids = (runs: readonly { id: string }[]): string[] => runs.map(({ id }) => id)

const A = [1, 2, 3].map((pair) => run(`a${pair}`, 'mine', ...abTags('01AB', pair)))
const B = [1, 2, 3].map((pair) => run(`b${pair}`, ...abTags('01AB', pair)))

test('runs go with those that went beside them, whatever order they come in', () => {
  const pairs = pairRuns(A, [B[2]!, B[0]!, B[1]!])!
  expect(ids(pairs.baseline)).toEqual(['a1', 'a2', 'a3'])
  expect(ids(pairs.candidate)).toEqual(['b1', 'b2', 'b3'])
  expect(pairs.unpaired).toEqual([])
})

test('pairs of two alternations are told apart', () => {
  const later = [run('b4', ...abTags('02CD', 1)), run('b5', ...abTags('02CD', 2))]
  const pairs = pairRuns([...A, run('a4', ...abTags('02CD', 1))], [...B, ...later])!
  expect(ids(pairs.candidate)).toEqual(['b1', 'b2', 'b3', 'b4'])
  expect(ids(pairs.unpaired)).toEqual(['b5'])
})

test('a run without its partner is left out', () => {
  const pairs = pairRuns([...A, run('nightly')], B.slice(0, 2))!
  expect(ids(pairs.baseline)).toEqual(['a1', 'a2'])
  expect(ids(pairs.unpaired)).toEqual(['a3', 'nightly'])
})

test('one pair is none, nor are a few among many other runs', () => {
  expect(pairRuns(A.slice(0, 1), B)).toBeNull()
  const others = (name: string) => Array.from({ length: 10 }, (_, at) => run(`${name}${at}`))
  expect(pairRuns([...A, ...others('n')], [...B, ...others('m')])).toBeNull()
  // All runs of one build are in pairs: the other may have as many others as it likes.
  expect(ids(pairRuns([...A, ...others('n')], B)!.baseline)).toEqual(['a1', 'a2', 'a3'])
})

test('tags that people have made of it are no pairs', () => {
  expect(pairRuns([], [])).toBeNull()
  expect(pairRuns(A, A)).toBeNull()
  const twice = run('x', ...abTags('01AB', 1))
  expect(ids(pairRuns([...A, twice], B)!.baseline)).toEqual(['a2', 'a3'])
  const odd = ['ab ', 'ab', 'pair', 'pair -1', 'pair 1 2', '__proto__', '\u202eab 01AB', `ab ${'x'.repeat(10_000)}`]
  expect(pairRuns([run('a', ...odd), run('c', ...odd)], [run('b', ...odd), run('d', ...odd)])).toBeNull()
  const both = [...abTags('01AB', 1), ...abTags('02CD', 2)]
  expect(pairRuns([run('a', ...both), A[1]!], [run('b', ...both), B[1]!])).toBeNull()
})
