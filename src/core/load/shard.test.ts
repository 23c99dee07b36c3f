import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shardOf, shareOf } from './shard.ts'

test('shareOf counts what shardOf deals out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 20 }), (total, shards) => {
      const dealt = Array.from({ length: shards }, () => 0)
      for (let i = 0; i < total; i++) dealt[shardOf(i, shards)] = (dealt[shardOf(i, shards)] ?? Number.NaN) + 1
      expect(dealt.map((_, shard) => shareOf(total, shard, shards))).toEqual(dealt)
    }),
  )
})

test.each([
  [-1, 2],
  [2, 2],
  [0, 0],
  [0.5, 2],
])('shard %d of %d is refused', (shard, shards) => expect(() => shareOf(10, shard, shards)).toThrow(RangeError))
