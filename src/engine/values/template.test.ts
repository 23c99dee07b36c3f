import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Encoding, Template, TemplateCall, ValueTemplate } from '../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../core/random.ts'
import { InvalidValueError, MissingValueError } from './invalidValue.ts'
import type { Scope } from './scope.ts'
import { compileTemplate, compileValue, isConstant } from './template.ts'

const NAMES = ['token', 'item', 'n']

function scopeOf(...slots: unknown[]): Scope {
  return { slots, random: new RandomStream(7, 1), user: 12, iteration: 3 }
}

function slot(index: number, encode: Encoding = 'raw', ...path: string[]): Template[number] {
  return { slot: index, path, encode }
}

function call(value: TemplateCall, encode: Encoding = 'raw'): Template[number] {
  return { call: value, encode }
}

function render(template: Template, scope = scopeOf()): string {
  return compileTemplate(template, NAMES)(scope)
}

describe('compileTemplate', () => {
  it('joins any number of constants and variables in order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.record({ text: fc.string() })), { maxLength: 12 }), (parts) => {
        const slots: string[] = []
        const template: Template = parts.map((part) =>
          typeof part === 'string' ? part : slot(slots.push(part.text) - 1, 'raw'),
        )
        const expected = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')
        expect(compileTemplate(template, [])(scopeOf(...slots))).toBe(expected)
      }),
    )
  })

  it('writes values of every type', () => {
    const texts = ['a', 5, 0.1, true, null, { a: [1] }, []].map((value) => render(['<', slot(0), '>'], scopeOf(value)))
    expect(texts).toEqual(['<a>', '<5>', '<0.1>', '<true>', '<null>', '<{"a":[1]}>', '<[]>'])
  })

  it('writes URL values that a server reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const url = new URL(render(['http://h/p?a=', slot(0, 'url'), '&b=1'], scopeOf(text)))
        expect([url.searchParams.get('a'), url.searchParams.get('b')]).toEqual([text, '1'])
      }),
    )
    expect(render([slot(0, 'url')], scopeOf('a\ud800'))).toBe('a%EF%BF%BD')
  })

  it('writes JSON that parses to the same values, alone and inside a string', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const body = render(['{"v":', slot(0, 'json'), ',"s":"x', slot(1, 'jsonString'), 'y"}'], scopeOf(value, text))
        expect(JSON.parse(body)).toEqual({ v: JSON.parse(JSON.stringify(value)), s: `x${text}y` })
      }),
    )
  })

  it('takes members of a value, own ones only', () => {
    const scope = scopeOf('t', { id: 5, deep: { list: ['a', 'b'] } })
    expect(render([slot(1, 'raw', 'id'), slot(1, 'raw', 'deep', 'list', '1')], scope)).toBe('5b')
    for (const path of [
      ['gone'],
      ['__proto__'],
      ['constructor', 'name'],
      ['deep', 'list', 'length'],
      ['id', 'toFixed'],
    ]) {
      expect(() => render([slot(1, 'raw', ...path)], scope)).toThrow(`\`item.${path.join('.')}\` has no value yet`)
    }
    const own = scopeOf('t', JSON.parse('{"__proto__":{"x":"mine"}}'))
    expect(render([slot(1, 'raw', '__proto__', 'x')], own)).toBe('mine')
  })

  it('says which variable has no value', () => {
    expect(() => render(['Bearer ', slot(0)])).toThrow(MissingValueError)
    expect(() => render(['Bearer ', slot(0)])).toThrow('`token` has no value yet')
    expect(compileTemplate(['<', slot(0), '>'], NAMES, 'undefined')(scopeOf())).toBe('<>')
  })

  it('fails in words for a value that is nested too deeply to be written', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
    expect(() => render([slot(0, 'json')], scopeOf(deep))).toThrow(InvalidValueError)
  })

  it('draws what is made on the spot from the user, repeatably', () => {
    const template: Template = [
      call({ name: 'uuid' }),
      '|',
      call({ name: 'int', min: 5, max: 9 }),
      '|',
      call({ name: 'oneOf', options: ['a b', 'c d'] }, 'url'),
      '|',
      call({ name: 'user' }),
      '|',
      call({ name: 'iteration' }),
    ]
    const text = render(template)
    expect(text).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\|[5-9]\|[ac]%20[bd]\|12\|3$/,
    )
    expect(render(template)).toBe(text)
  })

  it('writes times of now', () => {
    const before = Date.now()
    const [iso = '', stamp = '', url = ''] = render([
      call({ name: 'now' }),
      ' ',
      call({ name: 'timestamp' }),
      ' ',
      call({ name: 'now' }, 'url'),
    ]).split(' ')
    for (const time of [Date.parse(iso), Number(stamp), Date.parse(decodeURIComponent(url))]) {
      expect(time).toBeGreaterThanOrEqual(before)
      expect(time).toBeLessThanOrEqual(Date.now())
    }
    expect(iso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('keeps the type of what is made on the spot in JSON', () => {
    const body = render([
      '[',
      call({ name: 'uuid' }, 'json'),
      ',',
      call({ name: 'int', min: 3, max: 3 }, 'json'),
      ',',
      call({ name: 'oneOf', options: ['"'] }, 'json'),
      ',"',
      call({ name: 'oneOf', options: ['"'] }, 'jsonString'),
      '"]',
    ])
    expect(JSON.parse(body)).toEqual([expect.any(String), 3, '"', '"'])
  })
})

describe('isConstant', () => {
  it('is the text of a template without variables', () => {
    expect([isConstant([]), isConstant(['a', 'b']), isConstant(['a', slot(0)])]).toEqual(['', 'ab', null])
  })
})

describe('compileValue', () => {
  it('keeps types, and builds arrays and objects', () => {
    const value: ValueTemplate = {
      kind: 'object',
      members: [
        ['__proto__', { kind: 'constant', value: null }],
        ['n', { kind: 'slot', slot: 2, path: [] }],
        [
          'list',
          {
            kind: 'array',
            items: [
              { kind: 'call', call: { name: 'user' } },
              { kind: 'text', template: ['x', slot(2)] },
            ],
          },
        ],
        ['t', { kind: 'text', template: ['c'] }],
      ],
    }
    expect(JSON.stringify(compileValue(value, NAMES)(scopeOf(0, 0, 4.5)))).toBe(
      '{"__proto__":null,"n":4.5,"list":[12,"x4.5"],"t":"c"}',
    )
    expect(() => compileValue(value, NAMES)(scopeOf())).toThrow('`n` has no value yet')
  })
})
