/** Requests of an iteration on one axis, and whether they are of one user for certain. */
import { expect, test } from 'vitest'
import type { LoadShape, Stage } from '../../../../core/load/loadShape.ts'
import { exemplarOf } from './sampleExemplar.ts'
import { slowRows } from './slowRows.ts'
import { mayReuseUsers } from './userReuse.ts'
import { alignedRows, rowsInTime } from './waterfallRow.ts'

const kept = [
  exemplarOf({ endpoint: 'GET /c', startMs: 61_200.5, latencyMs: 900 }),
  exemplarOf({ endpoint: 'GET /a', startMs: 60_000.5, latencyMs: 700 }),
  exemplarOf({ endpoint: 'GET /b', startMs: 60_700.5, latencyMs: 300 }),
]

test('of an iteration by time, from its first request on', () => {
  expect(rowsInTime(kept).map(({ exemplar, fromMs, at }) => [exemplar.endpoint, fromMs, at])).toEqual([
    ['GET /a', 0, '0'],
    ['GET /b', 700, '+700 ms'],
    ['GET /c', 1200, '+1.20 s'],
  ])
  expect(rowsInTime([])).toEqual([])
  // The same request is the same row wherever it is shown.
  const keys = (rows: { key: string }[]): string[] => rows.map(({ key }) => key).toSorted()
  expect(keys(rowsInTime(kept))).toEqual(keys(slowRows(kept)))
})

test('others all from 0 on, in the order they come in', () => {
  expect(alignedRows(slowRows(kept)).map(({ fromMs, at }) => [fromMs, at])).toEqual([
    [0, '01:01'],
    [0, '01:00'],
    [0, '01:00'],
  ])
})

test.each<[string, 'closed' | 'open', (readonly [from: number, to: number])[], boolean]>([
  [
    'a ramp and a plateau',
    'closed',
    [
      [1, 50],
      [50, 50],
    ],
    false,
  ],
  [
    'a ramp down at the end',
    'closed',
    [
      [1, 50],
      [50, 50],
      [50, 0],
    ],
    false,
  ],
  [
    'a spike',
    'closed',
    [
      [10, 10],
      [50, 50],
      [10, 10],
    ],
    false,
  ],
  [
    'two spikes',
    'closed',
    [
      [10, 10],
      [50, 50],
      [10, 10],
      [50, 50],
    ],
    true,
  ],
  [
    'a pause',
    'closed',
    [
      [10, 10],
      [0, 0],
      [10, 10],
    ],
    true,
  ],
  [
    'down a little, and up again by less',
    'closed',
    [
      [10, 10],
      [5, 6],
    ],
    true,
  ],
  [
    'arrivals, whose users have new numbers',
    'open',
    [
      [10, 10],
      [0, 0],
      [10, 10],
    ],
    false,
  ],
])('%s', (_, model, lines, isReused) => {
  const stages = lines.map(([from, to]): Stage => ({ durationMs: 1000, from, to }))
  const load: LoadShape = model === 'open' ? { model, stages, maxUsers: 9 } : { model, stages }
  expect(mayReuseUsers(load)).toBe(isReused)
})
