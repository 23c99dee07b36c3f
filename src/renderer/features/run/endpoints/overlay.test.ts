import { expect, test } from 'vitest'
import { timelineOf } from '../sampleTimeline.ts'
import { MOST_OVERLAID, NO_SLOTS, overlayOf, slotsAfter, type OverlaidEndpoint } from './overlay.ts'

const endpoint = (name: string, slot: number, timeline = timelineOf(0, 10, 1)): OverlaidEndpoint => ({
  key: `http ${name}`,
  name,
  kind: 'http',
  slot,
  timeline,
})

test('whoever stays selected keeps its colour', () => {
  const two = slotsAfter(NO_SLOTS, ['a', 'b'])
  expect(two.slice(0, 3)).toEqual(['a', 'b', null])
  const without = slotsAfter(two, ['b'])
  expect(without.slice(0, 3)).toEqual([null, 'b', null])
  expect(slotsAfter(without, ['b', 'c', 'd']).slice(0, 4)).toEqual(['c', 'b', 'd', null])
})

test('of too many the first are told apart', () => {
  const keys = Array.from({ length: MOST_OVERLAID + 3 }, (_, index) => `e${index}`)
  expect(slotsAfter(NO_SLOTS, keys)).toEqual(keys.slice(0, MOST_OVERLAID))
})

test('one measure of each is a line in its colour; times on a log axis, shares and rates not', () => {
  const endpoints = [endpoint('/a', 0), endpoint('/b', 3)]
  const overlay = overlayOf(endpoints, 'p95', true)
  expect(overlay?.lane).toMatchObject({ title: 'p95', unit: 'ms', log: true })
  expect(overlay?.lane.series.map(({ id, name }) => [id, name])).toEqual([
    ['http /a', '/a'],
    ['http /b', '/b'],
  ])
  expect(new Set(overlay?.lane.series.map(({ color }) => color)).size).toBe(2)
  expect(overlay?.lane.series[0]?.values).toEqual(endpoints[0]?.timeline.percentiles[0]?.ms)
  expect(overlayOf(endpoints, 'throughput', true)?.lane.log).toBe(false)
  expect(overlayOf([], 'p95', true)).toBeNull()
})

test('answers of a second more or less lie on the longest, by the time of their steps; those in other steps come later', () => {
  const overlay = overlayOf(
    [endpoint('/short', 0, timelineOf(2, 8, 1)), endpoint('/long', 1), endpoint('/wide', 2, timelineOf(0, 8, 2))],
    'p95',
    false,
  )
  expect(overlay?.t).toHaveLength(10)
  const [short, long, ...others] = overlay?.lane.series ?? []
  expect(others).toEqual([])
  const nan = Number.NaN
  expect([...(short?.values ?? [])]).toEqual([nan, nan, 2.14, 3.14, 4.14, 5.14, 6.14, 7.14, nan, nan])
  expect(long?.values).toHaveLength(10)
})

test('names from plans are shown as they can be, and told apart by their kind', () => {
  const endpoints = [
    endpoint('same', 0),
    { ...endpoint('same', 1), key: 'reply same', kind: 'reply' },
    endpoint('\u202ex', 2),
    endpoint('x'.repeat(10_000), 3),
  ]
  const names = overlayOf(endpoints, 'p95', true)?.lane.series.map(({ name }) => name)
  expect(names?.slice(0, 3)).toEqual(['same (http)', 'same (reply)', '[RLO]x'])
  expect(names?.[3]?.length).toBe(60)
})
