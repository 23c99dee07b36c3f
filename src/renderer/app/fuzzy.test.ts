import { expect, test } from 'vitest'
import { fuzzyFind, fuzzyScore } from './fuzzy.ts'

function find(query: string, texts: string[]): string[] {
  return fuzzyFind(query, texts, (text) => text)
}

test('all letters have to be there, in this order', () => {
  expect(find('gch', ['GET /checkout', 'POST /cart', 'hcg'])).toEqual(['GET /checkout'])
  expect(fuzzyScore('xyz', 'checkout')).toBeNull()
})

test('what is written so comes before what only has the letters', () => {
  expect(find('plan', ['Point of landing', 'Open plans', 'Plans', 'explanations'])).toEqual([
    'Plans',
    'Open plans',
    'explanations',
    'Point of landing',
  ])
})

test('beginnings of words count more than letters within', () => {
  expect(find('clt', ['cellist of tubes', 'Close tab'])[0]).toBe('Close tab')
})

test('nothing asked: everything, as it stood', () => {
  expect(find('  ', ['b', 'a'])).toEqual(['b', 'a'])
})

test('signs of patterns are only letters', () => {
  expect(find('.*', ['a.b*c', 'abc'])).toEqual(['a.b*c'])
  expect(find('(', ['<img onerror=alert(1)>', 'x'])).toEqual(['<img onerror=alert(1)>'])
})

test('a long text is searched once', () => {
  expect(fuzzyScore('b', 'a'.repeat(100_000))).toBeNull()
  expect(fuzzyScore('ab', `${'a'.repeat(100_000)}b`)).not.toBeNull()
})
