import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Response } from 'undici'
import { afterAll, describe, expect, it } from 'vitest'
import type { MultipartPart } from '../../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../../core/random.ts'
import type { Scope } from '../../values/scope.ts'
import { encodeMultipart } from './multipart.ts'

const folder = mkdtempSync(join(tmpdir(), 'multipart-'))
const file = join(folder, 'image.bin')
const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) & 0xff))
writeFileSync(file, bytes)
afterAll(() => rmSync(folder, { recursive: true }))

function scopeOf(...slots: unknown[]): Scope {
  return { slots, random: new RandomStream(1), user: 0, iteration: 0 }
}

/** undici's own parser is the yardstick. */
async function parsed(parts: MultipartPart[], scope: Scope): Promise<[string, unknown][]> {
  const { contentType, build } = encodeMultipart(parts, ['value'])
  const form = await new Response(build(scope) as Buffer<ArrayBuffer>, {
    headers: { 'content-type': contentType },
  }).formData()
  return [...form.entries()]
}

describe('encodeMultipart', () => {
  it('sends texts and files that a parser reads back', async () => {
    const entries = await parsed(
      [
        { name: 'plain', value: ['constant'] },
        { name: 'late', value: ['<', { slot: 0, path: [], encode: 'raw' }, '>'] },
        { name: 'up"load', file, filename: 'im"age é.bin', contentType: 'image/png' },
        { name: 'empty', value: [] },
      ],
      scopeOf('v\r\n1'),
    )
    expect(entries.map(([name]) => name)).toEqual(['plain', 'late', 'up"load', 'empty'])
    expect([entries[0]?.[1], entries[1]?.[1], entries[3]?.[1]]).toEqual(['constant', '<v\r\n1>', ''])
    const upload = entries[2]?.[1] as File
    expect([upload.name, upload.type, Buffer.from(await upload.arrayBuffer()).equals(bytes)]).toEqual([
      'im"age é.bin',
      'image/png',
      true,
    ])
  })

  it('keeps any names and values apart', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', '\r', '\n', '\\', '%', 'é', '-', ';', ' '),
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), async (pairs) => {
        const entries = await parsed(
          pairs.map(([name, value]) => ({ name, value: [value] })),
          scopeOf(),
        )
        expect(entries).toEqual(pairs)
      }),
    )
  })

  it('builds a body in which nothing varies once', () => {
    const { build } = encodeMultipart(
      [
        { name: 'a', value: ['b'] },
        { name: 'f', file, filename: 'f', contentType: 'a/b' },
      ],
      [],
    )
    expect(build(scopeOf())).toBe(build(scopeOf()))
  })

  it('cannot be broken by a content type or by a server that sends the boundary back', () => {
    const parts: MultipartPart[] = [
      { name: 'a', value: [{ slot: 0, path: [], encode: 'raw' }] },
      { name: 'f', file, filename: 'f', contentType: 'a/b\r\nx-injected: 1' },
    ]
    const { contentType, build } = encodeMultipart(parts, ['value'])
    expect((build(scopeOf('x')) as Buffer).toString('latin1')).toContain('content-type: a/b x-injected: 1\r\n')
    const boundary = contentType.slice(contentType.indexOf('boundary=') + 9)
    expect(boundary).toMatch(/^[a-z0-9-]{20,70}$/)
    expect(() => build(scopeOf(`\r\n--${boundary}--`))).toThrow('a value of the multipart body contains its boundary')
    expect(() => build(scopeOf())).toThrow('`value` has no value yet')
  })

  it('says which part’s file cannot be read', () => {
    const parts: MultipartPart[] = [{ name: 'doc', file: join(folder, 'none'), filename: 'x', contentType: 'a/b' }]
    expect(() => encodeMultipart(parts, [])).toThrow(/^The file of the multipart part "doc" cannot be read: ENOENT/)
  })
})
