import { expect, test } from 'vitest'
import { asFilter, chipsOf, isEmptyFilter, printFilter, readDraft, readFilter, withoutChip } from './runFilter.ts'

test('words stay words', () => {
  expect(readDraft('slow checkout')).toEqual({
    chips: {},
    rest: 'slow checkout',
    words: 'slow checkout',
    problem: null,
  })
})

test('a chip is taken when it is written to its end', () => {
  expect(readDraft('plan:che')).toMatchObject({ chips: {}, rest: 'plan:che', words: '' })
  expect(readDraft('plan:checkout ')).toMatchObject({ chips: { plan: 'checkout' }, rest: '', words: '' })
  expect(readDraft('plan:checkout', true)).toMatchObject({ chips: { plan: 'checkout' }, rest: '' })
})

test('values with blanks stand in quotes, which have to be closed', () => {
  expect(readDraft('tag:"black friday"')).toMatchObject({ chips: { tag: 'black friday' }, rest: '' })
  expect(readDraft('tag:"black fri')).toMatchObject({ chips: {}, rest: 'tag:"black fri', words: '' })
})

test('chips and words may be mixed', () => {
  const { chips, rest } = readDraft('slow verdict:FAILED is:starred build:1.42 night')
  expect(chips).toEqual({ verdict: 'failed', starred: true, build: '1.42' })
  expect(rest).toBe('slow night')
})

test('a chip that cannot be is said, and stays to be mended', () => {
  expect(readDraft('verdict:green ')).toMatchObject({
    chips: {},
    rest: 'verdict:green ',
    problem: 'A verdict is passed, failed, inconclusive or none.',
  })
  expect(readDraft(`tag:${'x'.repeat(201)}`, true).problem).toBe('A tag has at most 200 characters.')
})

test('what only looks like a chip is a word', () => {
  expect(readDraft('http://127.0.0.1:8080/ __proto__:x constructor:y', true).words).toBe(
    'http://127.0.0.1:8080/ __proto__:x constructor:y',
  )
})

test('hostile text is read as fast as any other', () => {
  const text = `${'plan:"'.repeat(2000)}${' '.repeat(10_000)}<img src=x onerror=alert(1)> \u202e`
  expect(readDraft(text, true).chips).toBeTypeOf('object')
})

test('a blank that was just written stays', () => {
  expect(readDraft('slow ').rest).toBe('slow ')
  expect(readDraft('plan:a slow ').rest).toBe('slow ')
})

test('chips stand in one order and can be taken away', () => {
  const filter = { tag: 'night', verdict: 'none', starred: true } as const
  expect(chipsOf(filter)).toEqual([
    { key: 'verdict', label: 'Not judged', value: null },
    { key: 'starred', label: 'Starred', value: null },
    { key: 'tag', label: 'Tag', value: 'night' },
  ])
  expect(withoutChip(filter, 'starred')).toEqual({ tag: 'night', verdict: 'none' })
})

test('a filter printed is the filter read', () => {
  const filter = { plan: 'a b', verdict: 'failed', starred: true, text: 'slow' } as const
  expect(readFilter(printFilter(filter))).toEqual(filter)
  const odd = { plan: 'the "big" one\\', tag: '<img src=x onerror=alert(1)>', text: '' }
  expect(readFilter(printFilter(odd))).toEqual(odd)
  expect(readFilter('')).toEqual({ text: '' })
})

test('the words that are asked for fit into the contract', () => {
  expect(asFilter({}, 'x'.repeat(10_000)).text).toHaveLength(500)
})

test('a filter without words and chips is none', () => {
  expect(isEmptyFilter({ text: '  ' })).toBe(true)
  expect(isEmptyFilter({ starred: false })).toBe(true)
  expect(isEmptyFilter({ tag: 'x' })).toBe(false)
})
