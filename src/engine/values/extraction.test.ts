import { describe, expect, it } from 'vitest'
import type { Extraction } from '../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../core/random.ts'
import { compileExtractions } from './extraction.ts'
import { TextResponse } from './response.ts'
import type { ReceivedHeaders } from './response.ts'
import type { Scope } from './scope.ts'

function extract(
  from: Extraction['from'],
  pick: Extraction['pick'],
  text: string,
  headers: ReceivedHeaders = {},
): { failure: string | null; value: unknown } {
  const scope: Scope = { slots: [], random: new RandomStream(3, 1), user: 0, iteration: 0 }
  const extractions = compileExtractions([{ slot: 0, name: 'x', from, pick }])
  const failure = extractions.run(new TextResponse({ status: 200, headers }, 1, text.length, () => text), scope)
  return { failure, value: scope.slots[0] }
}

function json(text: string, segments: (string | number)[] | null = null): Extraction['from'] {
  return { kind: 'json', path: { text, segments } }
}

describe('compileExtractions', () => {
  it('takes values out of JSON with their types', () => {
    const text = '{"id":5,"list":[{"n":1},{"n":2},{"n":3}],"none":null}'
    expect(extract(json('$.id', ['id']), 'first', text)).toEqual({ failure: null, value: 5 })
    expect(extract(json('$.id', ['id']), 'all', text).value).toEqual([5])
    expect(extract(json('$.none', ['none']), 'first', text)).toEqual({ failure: null, value: null })
    expect(extract(json('$.list', ['list']), 'random', text).value).toHaveLength(3)
    expect(extract(json('$.list[*].n'), 'first', text).value).toBe(1)
    expect(extract(json('$.list[*].n'), 'last', text).value).toBe(3)
    expect(extract(json('$.list[*].n'), 'all', text).value).toEqual([1, 2, 3])
  })

  it('picks at random by the user’s stream, every one of them', () => {
    const scope: Scope = { slots: [], random: new RandomStream(3, 1), user: 0, iteration: 0 }
    const extractions = compileExtractions([{ slot: 0, name: 'x', from: json('$[*]'), pick: 'random' }])
    const seen = new Set<unknown>()
    for (let i = 0; i < 100; i++) {
      extractions.run(new TextResponse({ status: 200, headers: {} }, 1, 7, () => '[1,2,3]'), scope)
      seen.add(scope.slots[0])
    }
    expect(seen).toEqual(new Set([1, 2, 3]))
  })

  it('takes headers, cookies and groups of a regular expression', () => {
    const headers = { location: '/a/5', 'set-cookie': ['sid=one; Path=/', 'other=x', 'sid = two ; HttpOnly', 'gone='] }
    expect(extract({ kind: 'header', name: 'location' }, 'first', '', headers).value).toBe('/a/5')
    expect(extract({ kind: 'cookie', name: 'sid' }, 'first', '', headers).value).toBe('two')
    expect(extract({ kind: 'cookie', name: 'gone' }, 'first', '', headers).failure).toBe(
      'x was not found: no cookie gone is set',
    )
    const text = 'a=1 b=2 c=3'
    const pattern = '([a-z])=(\\d)'
    expect(extract({ kind: 'regex', pattern, group: 0 }, 'first', text).value).toBe('a=1')
    expect(extract({ kind: 'regex', pattern, group: 2 }, 'last', text).value).toBe('3')
    expect(extract({ kind: 'regex', pattern, group: 1 }, 'all', text).value).toEqual(['a', 'b', 'c'])
    expect(extract({ kind: 'regex', pattern: '', group: 0 }, 'all', 'ab').value).toEqual(['', '', ''])
    expect(extract({ kind: 'regex', pattern: 'a=(\\d)', group: 1 }, 'first', `${'é'.repeat(9000)}a=7`).value).toBe('7')
  })

  it('says which extraction found nothing, and leaves the variable as it was', () => {
    expect(extract(json('$.id', ['id']), 'first', '{}')).toEqual({
      failure: 'x was not found: no $.id in the body',
      value: undefined,
    })
    expect(extract(json('$.id', ['id']), 'first', 'oops').failure).toBe('x was not found: the body is not JSON: "oops"')
    expect(extract({ kind: 'header', name: 'location' }, 'first', '').failure).toBe(
      'x was not found: no header location',
    )
    expect(extract({ kind: 'regex', pattern: 'z+', group: 0 }, 'first', 'abc').failure).toBe(
      'x was not found: nothing matches /z+/',
    )
    expect(extract({ kind: 'regex', pattern: 'a|(z)', group: 1 }, 'all', 'abc').failure).toBe(
      'x was not found: nothing matches /a|(z)/',
    )
  })

  it('runs all of them, and shows what the variables hold', () => {
    const scope: Scope = { slots: [undefined, 'old', undefined], random: new RandomStream(1), user: 0, iteration: 0 }
    const extractions = compileExtractions([
      { slot: 0, name: 'gone', from: json('$.gone', ['gone']), pick: 'first' },
      { slot: 1, name: 'kept', from: json('$.gone', ['gone']), pick: 'first' },
      { slot: 2, name: 'id', from: json('$.id', ['id']), pick: 'first' },
    ])
    const view = new TextResponse({ status: 200, headers: {} }, 1, 8, () => '{"id":{"a":1}}')
    expect(extractions.run(view, scope)).toBe('gone was not found: no $.gone in the body')
    expect(extractions.values(scope)).toEqual([
      { name: 'kept', value: '"old"' },
      { name: 'id', value: '{"a":1}' },
    ])
    expect([extractions.count, extractions.needsBody, compileExtractions([]).needsBody]).toEqual([3, true, false])
  })
})
