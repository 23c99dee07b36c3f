/** Frames: what goes in comes out, and no bytes of a stranger do more than throw a WireError. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, WireError } from './wire.ts'

/** Plain data with everything that travels. Numbers that JSON has none for become null, which has its own test. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `\0${text}`),
    fc.constantFrom(
      '\0',
      '\0\0',
      '\0Float64Array:0:1',
      '\0\0Uint8Array:0:0',
      '__proto__',
      '\u202e',
      '\ud800',
      'x'.repeat(10_000),
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.float64Array(),
    fc.float32Array(),
    fc.uint32Array(),
    fc.int32Array(),
    fc.uint16Array(),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '', '\0', 'toJSON')),
      tie('value'),
      {
        maxKeys: 5,
        noNullPrototype: true,
      },
    ),
  ),
})).value

function frame(json: string, content: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(json)
  const start = Math.ceil((4 + text.length) / 8) * 8
  const bytes = new Uint8Array(start + content.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  bytes.set(content, start)
  return bytes
}

test('what goes in comes out, from frames that lie anywhere in memory', () => {
  fc.assert(
    fc.property(plain, fc.nat({ max: 17 }), (value, offset) => {
      const encoded = encodeMessage(value)
      const moved = new Uint8Array(offset + encoded.length)
      moved.set(encoded, offset)
      expect(decodeMessage(moved.subarray(offset))).toEqual(value)
      expect(decodeMessage(Buffer.from(encoded))).toEqual(value)
    }),
    { numRuns: 500 },
  )
})

test('arrays are bit for bit the same, and copies of their own', () => {
  const numbers = Float64Array.of(NaN, Infinity, -Infinity, -0, 0.1, Number.MAX_VALUE)
  const part = new Uint16Array([9, 1, 2, 9]).subarray(1, 3)
  const encoded = encodeMessage({ numbers, part, same: numbers })
  const decoded = decodeMessage(encoded) as { numbers: Float64Array; part: Uint16Array; same: Float64Array }
  encoded.fill(0)
  expect(decoded.numbers).toEqual(numbers)
  expect(Object.is(decoded.numbers[3], -0)).toBe(true)
  expect(decoded.part).toEqual(Uint16Array.of(1, 2))
  expect(decoded.part.buffer.byteLength).toBe(4)
  expect(decoded.same).toEqual(numbers)
})

test("Node's buffers are bytes, though they would rather be JSON", () => {
  expect(decodeMessage(encodeMessage({ content: Buffer.from('report') }))).toEqual({
    content: new TextEncoder().encode('report'),
  })
})

test('keys that every object has are keys', () => {
  const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object
  const decoded = decodeMessage(encodeMessage(value)) as object
  expect(Object.keys(decoded)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('what JSON has no word for', () => {
  expect(decodeMessage(encodeMessage({ none: undefined, nan: NaN, infinite: Infinity, list: [undefined] }))).toEqual({
    nan: null,
    infinite: null,
    list: [null],
  })
  expect(() => encodeMessage(undefined)).toThrow(WireError)
  expect(() => encodeMessage({ big: new BigInt64Array(1) })).toThrow(new WireError('A BigInt64Array cannot be sent.'))
  expect(() => encodeMessage(new DataView(new ArrayBuffer(8)))).toThrow(WireError)
})

describe('frames of strangers', () => {
  test('cut off anywhere, they throw', () => {
    const encoded = encodeMessage({ a: 'text', b: Float64Array.of(1, 2, 3), c: Uint8Array.of(1) })
    // Behind the last array there is only what fills it up to eight bytes.
    for (let length = 0; length < encoded.length - 7; length++)
      expect(() => decodeMessage(encoded.subarray(0, length))).toThrow(WireError)
  })

  test('that point elsewhere, or to nothing, throw', () => {
    for (const text of [
      '\\u0000Float64Array:0:3',
      '\\u0000Float64Array:8:2',
      '\\u0000Float64Array:9007199254740993:1',
      `\\u0000Float64Array:0:${'9'.repeat(400)}`,
      `\\u0000Uint8Array:${'9'.repeat(400)}:0`,
      '\\u0000Float64Array:-8:1',
      '\\u0000Float64Array:0:1.5',
      '\\u0000Float64Array:0',
      '\\u0000constructor:0:1',
      '\\u0000__proto__:0:1',
      '\\u0000toString:0:1',
      '\\u0000Float16Array:0:1',
      '\\u0000',
    ]) {
      expect(() => decodeMessage(frame(`["${text}"]`, Array(16).fill(0)))).toThrow(WireError)
    }
  })

  test('do not grow: no byte is given out twice', () => {
    const many = Array(1000).fill('"\\u0000Uint8Array:0:1000"').join(',')
    expect(() => decodeMessage(frame(`[${many}]`, Array(1000).fill(1)))).toThrow(WireError)
  })

  test('with broken or endlessly deep JSON, and with text that is none, throw', () => {
    expect(() => decodeMessage(frame('{"a":'))).toThrow(WireError)
    expect(() => decodeMessage(frame(''))).toThrow(WireError)
    expect(() => decodeMessage(frame('['.repeat(200_000) + ']'.repeat(200_000)))).toThrow(WireError)
    const invalid = frame('"xx"')
    invalid[5] = 0xff
    expect(() => decodeMessage(invalid)).toThrow(WireError)
    expect(() => decodeMessage(new Uint8Array(0))).toThrow(WireError)
    expect(() => decodeMessage(Uint8Array.of(255, 255, 255, 255, 1))).toThrow(WireError)
  })

  test('of any bytes decode to something, or throw a WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        attempt(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  test('that were right and are changed in one place, too', () => {
    const encoded = encodeMessage({ list: [Float64Array.of(1), '\0x', { deep: [Uint8Array.of(1, 2)] }], text: 'é' })
    for (let at = 0; at < encoded.length; at++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = Uint8Array.from(encoded)
        changed[at] = changed[at]! ^ bit
        attempt(changed)
      }
    }
  })
})

function attempt(bytes: Uint8Array): void {
  try {
    decodeMessage(bytes)
  } catch (error) {
    if (!(error instanceof WireError)) throw error
  }
}
