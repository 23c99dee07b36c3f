import { expect, test } from 'vitest'
import { MOST_SAVED_FILTERS, savedFiltersSchema, savedText, withSavedFilter, type SavedFilter } from './savedFilters.ts'

const nightly: SavedFilter = {
  name: '<img src=x onerror=alert(1)>',
  filter: { text: 'a "b"', verdict: 'failed', tag: '\u202enight' },
  sort: [{ column: 'p95', descending: true }],
  groupBy: 'build',
}

test('what was kept is read again, whatever it is called', () => {
  expect(savedFiltersSchema.parse(JSON.parse(JSON.stringify([nightly])))).toEqual([nightly])
})

test('filters of versions without groups are read, and name none', () => {
  const { groupBy: _, ...older } = nightly
  expect(savedFiltersSchema.parse([older])).toEqual([older])
  expect([older, { ...nightly, groupBy: 'none' as const }, nightly].map(savedText)).toEqual([
    'verdict:failed tag:\u202enight a "b"',
    'verdict:failed tag:\u202enight a "b"',
    'verdict:failed tag:\u202enight a "b", by build',
  ])
})

test.each([
  '{}',
  '[{"name":"x","filter":{},"sort":[],"groupBy":"week"}]',
  '[{"name":"","filter":{},"sort":[]}]',
  '[{"name":"x","filter":{"verdict":"green"},"sort":[]}]',
  '[{"name":"x","filter":{},"sort":[{"column":"DROP TABLE","descending":true}]}]',
  '[{"name":"x","filter":{"other":2},"sort":[]}]',
  '[{"name":"x","filter":{},"sort":[],"constructor":1}]',
  `[{"name":"${'x'.repeat(10_000)}","filter":{},"sort":[]}]`,
])('what is damaged is refused: %s', (text) => {
  expect(savedFiltersSchema.safeParse(JSON.parse(text)).success).toBe(false)
})

test('a name stands for one filter', () => {
  const changed = { ...nightly, sort: [] }
  expect(withSavedFilter([nightly, { ...nightly, name: 'b' }], changed)).toEqual([changed, { ...nightly, name: 'b' }])
})

test('a filter needs a name that is not too long', () => {
  expect(withSavedFilter([], { ...nightly, name: '   ' })).toEqual([])
  expect(withSavedFilter([], { ...nightly, name: 'x'.repeat(10_000) })[0]?.name).toHaveLength(100)
})

test('of too many the oldest goes', () => {
  let filters: SavedFilter[] = []
  for (let index = 0; index <= MOST_SAVED_FILTERS; index++) {
    filters = withSavedFilter(filters, { ...nightly, name: `filter ${index}` })
  }
  expect(filters).toHaveLength(MOST_SAVED_FILTERS)
  expect(filters[0]?.name).toBe('filter 1')
  expect(savedFiltersSchema.parse(filters)).toEqual(filters)
})
