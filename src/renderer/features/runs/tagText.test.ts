import { expect, test } from 'vitest'
import { readTags } from './tagText.ts'

test('several tags stand with commas between them, each once', () => {
  expect(readTags(' night, black friday,night ,, ')).toEqual({ tags: ['night', 'black friday'], problem: null })
})

test('what is there is not added again', () => {
  expect(readTags('night, day', ['night']).tags).toEqual(['day'])
})

test('hostile tags are tags', () => {
  const { tags } = readTags('<img src=x onerror=alert(1)>, __proto__, \u202eevil')
  expect(tags).toEqual(['<img src=x onerror=alert(1)>', '__proto__', '\u202eevil'])
})

test('tags that are too long, or too many, are said', () => {
  expect(readTags('x'.repeat(10_000)).problem).toBe('A tag has at most 60 characters.')
  expect(readTags(Array.from({ length: 21 }, (_, index) => index).join(',')).problem).toBe('At most 20 tags at once.')
})
