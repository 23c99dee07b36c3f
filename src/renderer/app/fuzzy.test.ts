import { expect, test } from 'vitest'
import { fuzzyFind, fuzzyScore } from './fuzzy.ts'

function find(query: string, texts: string[]): string[] {
  return fuzzyFind(query, texts, (text) => text)
}

test('letters are found at beginnings of words and behind each other, in their order', () => {
  expect(find('gch', ['GET /checkout', 'hcg', 'POST /cart'])).toEqual(['GET /checkout'])
  expect(find('clt', ['cellist', 'Close tab'])).toEqual(['Close tab'])
  // The first c leads nowhere, the second does.
  expect(find('cap', ['Code: All plans', 'clap'])).toEqual(['Code: All plans'])
  expect(find('run', ['AI Automation Platform ai-automation.plan.yaml'])).toEqual([])
  expect(fuzzyScore('xyz', 'checkout')).toBeNull()
})

test('what is written so comes before what only has the letters, the shorter before the longer', () => {
  expect(find('plan', ['Point live anew', 'Open plans', 'explanations', 'Plans'])).toEqual([
    'Plans',
    'Open plans',
    'explanations',
    'Point live anew',
  ])
  expect(find('op', ['Open plans', 'Old pens'])).toEqual(['Open plans', 'Old pens'])
})

test('nothing asked: everything, as it stood', () => {
  expect(find('  ', ['b', 'a'])).toEqual(['b', 'a'])
})

test('signs of patterns are only letters', () => {
  expect(find('.*', ['a.*c', 'abc'])).toEqual(['a.*c'])
  expect(find('(', ['<img onerror=alert(1)>', 'x'])).toEqual(['<img onerror=alert(1)>'])
})

test('of a long text only the beginning is looked at', () => {
  expect(fuzzyScore('b', `${'a'.repeat(100_000)}b`)).toBeNull()
  expect(fuzzyScore('a'.repeat(500), 'a'.repeat(100_000))).toBeNull()
})
