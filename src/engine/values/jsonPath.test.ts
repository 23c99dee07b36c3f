import { query } from 'json-p3'
import type { JSONValue } from 'json-p3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileJsonPath, queryJson } from './jsonPath.ts'

const KEYS = ['a', 'b', '__proto__', 'length', '0']

/** Documents and paths over few names, so that paths often hit. */
const documents = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, 1, 'text', false), tie('array'), tie('object')),
  array: fc.array(tie('value'), { maxLength: 3 }),
  object: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4 })
    .map(
      (entries) =>
        JSON.parse(
          `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
        ) as unknown,
    ),
})).value
const paths = fc.array(fc.oneof(fc.constantFrom(...KEYS), fc.integer({ min: -3, max: 3 })), { maxLength: 4 })

describe('compileJsonPath', () => {
  it('walks plain paths as an RFC 9535 implementation evaluates them', () => {
    fc.assert(
      fc.property(documents, paths, (document, segments) => {
        const text = `$${segments.map((segment) => `[${JSON.stringify(segment)}]`).join('')}`
        const found = compileJsonPath({ text, segments })
        const expected = query(text, document as JSONValue).values()
        expect(found.all(document)).toEqual(expected)
        expect(found.first(document)).toEqual(expected[0])
      }),
      { numRuns: 2000 },
    )
  })

  it('evaluates whole queries', () => {
    const document = { items: [{ id: 1, ok: true }, { id: 2 }, { id: 3, ok: true }] }
    const ok = compileJsonPath({ text: '$.items[?@.ok].id', segments: null })
    expect([ok.singular, ok.all(document), ok.first(document)]).toEqual([false, [1, 3], 1])
    expect(queryJson({ text: '$..id', segments: null }, document)).toEqual([1, 2, 3])
    expect(queryJson({ text: '$.none[*]', segments: null }, document)).toEqual([])
  })

  it('tells null from nothing', () => {
    const path = compileJsonPath({ text: '$.a', segments: ['a'] })
    expect([path.first({ a: null }), path.first({}), path.all({ a: null })]).toEqual([null, undefined, [null]])
  })

  it('descends a hundred levels, and refuses in words what is nested too deeply', () => {
    const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
    const all = compileJsonPath({ text: '$..a', segments: null })
    expect(all.all(nested(100))).toHaveLength(100)
    expect(() => all.all(nested(100_000))).toThrow('$..a cannot be evaluated: the document is nested too deeply')
  })
})
