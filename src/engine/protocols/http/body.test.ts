import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BodyError, decodeBody, textOfBody } from './body.ts'

const LIMIT = 1_000_000
const text = 'Hällo '.repeat(1000)
const plain = Buffer.from(text)

function errorOf(run: () => unknown): { class: string; message: string } | null {
  try {
    run()
    return null
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    return { class: error.class, message: error.message }
  }
}

describe('decodeBody', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['X-GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['identity', plain],
    ['', plain],
  ])('takes %s off, in however many chunks it came', (coding, bytes) => {
    const chunks = [bytes.subarray(0, 3), bytes.subarray(3, 3), bytes.subarray(3)]
    expect(decodeBody(Buffer.concat(chunks), coding, LIMIT).equals(plain)).toBe(true)
    expect(decodeBody(bytes, coding, plain.length).equals(plain)).toBe(true)
  })

  it('gives nothing for no body, whatever the header says', () => {
    expect([
      decodeBody(Buffer.alloc(0), 'gzip', LIMIT).length,
      decodeBody(Buffer.alloc(0), undefined, LIMIT).length,
    ]).toEqual([0, 0])
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('stops a %s bomb at the limit', (coding, compress) => {
    const bomb = compress(Buffer.alloc(50_000_000))
    expect(errorOf(() => decodeBody(bomb, coding, LIMIT))).toEqual({
      class: 'tooLarge',
      message: 'the body is larger than 1.00 MB',
    })
  })

  it('holds the limit for bodies that are not encoded, too', () => {
    expect(decodeBody(plain, undefined, plain.length).length).toBe(plain.length)
    expect(errorOf(() => decodeBody(Buffer.concat([plain, plain]), undefined, plain.length))?.class).toBe('tooLarge')
  })

  it('says what is wrong with broken bodies', () => {
    for (const [coding, bytes] of [
      ['gzip', gzipSync(plain)],
      ['deflate', deflateSync(plain)],
      ['br', brotliCompressSync(plain)],
      ['zstd', zstdCompressSync(plain)],
    ] as const) {
      expect(errorOf(() => decodeBody(bytes.subarray(0, bytes.length - 5), coding, LIMIT))).toMatchObject({
        class: 'protocol',
        message: expect.stringMatching(
          new RegExp(`^the body is not valid ${coding}: it (ends too early|is damaged)`),
        ) as string,
      })
      expect(errorOf(() => decodeBody(Buffer.from('not at all'), coding, LIMIT))?.class).toBe('protocol')
    }
    expect(errorOf(() => decodeBody(plain, 'x-secret', LIMIT))?.message).toBe(
      'the body has the content-encoding "x-secret", which is unknown',
    )
    expect(errorOf(() => decodeBody(plain, 'gzip,'.repeat(100_000), LIMIT))?.message).toBe(
      'the body is encoded more than 4 times',
    )
  })

  it('only ever gives a body or a BodyError', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('gzip', 'deflate', 'br', 'zstd'),
        (bytes, coding) => {
          errorOf(() => decodeBody(Buffer.from(bytes), coding, 1000))
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('textOfBody', () => {
  it('reads the charset of the content type', () => {
    expect(textOfBody(Buffer.from('é'), undefined)).toBe('é')
    expect(textOfBody(Buffer.from('é'), 'application/json')).toBe('é')
    expect(textOfBody(Buffer.from('é', 'latin1'), 'text/html; charset=ISO-8859-1')).toBe('é')
    expect(textOfBody(Buffer.from('é', 'latin1'), 'text/html;Charset="latin1"')).toBe('é')
    expect(textOfBody(Buffer.from('é', 'utf16le'), 'text/plain; charset=utf-16le')).toBe('é')
    expect(textOfBody(Buffer.from([0x82, 0xa0]), 'text/plain; charset=shift_jis')).toBe('あ')
    expect(textOfBody(Buffer.from('é'), 'text/plain; charset=nonsense')).toBe('é')
  })

  it('lets a byte order mark decide, and takes it off', () => {
    expect(textOfBody(Buffer.from('\ufeff{"a":1}'), 'application/json; charset=latin1')).toBe('{"a":1}')
    expect(textOfBody(Buffer.from('\ufeffa', 'utf16le'), undefined)).toBe('a')
  })

  it('replaces what cannot be decoded', () => {
    expect(textOfBody(Buffer.from([0x61, 0xff, 0x62]), 'text/plain; charset=utf-8')).toBe('a\ufffdb')
  })

  it('is not slowed down by a server that sends ever new content types', () => {
    for (let i = 0; i < 1000; i++) expect(textOfBody(Buffer.from('a'), `text/plain; charset=x${i}`)).toBe('a')
    expect(textOfBody(Buffer.from('a'), `a;${' charset'.repeat(100_000)}`)).toBe('a')
  })
})
