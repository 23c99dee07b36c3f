import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventStreamParser, LONGEST_EVENT_BYTES } from './eventStreamParser.ts'

interface Parsed {
  events: [type: string, data: string][]
  bytes: number
  isFit: boolean
}

/** Read in pieces that end at `cuts`. */
function parse(text: string | Buffer, cuts: number[] = []): Parsed {
  const bytes = Buffer.from(text as string)
  const parsed: Parsed = { events: [], bytes: 0, isFit: true }
  const parser = new EventStreamParser((type, data, length) => {
    parsed.events.push([type, data])
    parsed.bytes += length
  })
  const borders = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
  for (let at = 1; at < borders.length && parsed.isFit; at++) {
    // Like a socket's buffer: used again, and more around it.
    const chunk = Buffer.concat([
      Buffer.from('data: outside\n\n'),
      bytes.subarray(borders[at - 1], borders[at]),
      Buffer.from('\n\n'),
    ])
    parsed.isFit = parser.push(chunk, 15, chunk.length - 2)
    chunk.fill(0)
  }
  parsed.bytes += parser.unread
  return parsed
}

/** HTML, §9.2.6, "Interpreting an event stream" and its examples. */
test.each<[string, string, [string, string][]]>([
  ['three lines of data', 'data: YHOO\ndata: +2\ndata: 10\n\n', [['message', 'YHOO\n+2\n10']]],
  [
    'comments, ids, and data of nothing',
    ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
    [
      ['message', 'first event'],
      ['message', 'second event'],
      ['message', ' third event'],
    ],
  ],
  [
    'empty data, and the last one incomplete',
    'data\n\ndata\ndata\n\ndata:',
    [
      ['message', ''],
      ['message', '\n'],
    ],
  ],
  [
    'one space only',
    'data:test\n\ndata: test\n\n',
    [
      ['message', 'test'],
      ['message', 'test'],
    ],
  ],
  [
    'types',
    'event: add\ndata: 1\n\nevent: remove\n\ndata: 2\n\nevent:\ndata: 3\n\n',
    [
      ['add', '1'],
      ['message', '2'],
      ['message', '3'],
    ],
  ],
  [
    'each line end',
    'data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r',
    [
      ['message', 'a\nb\nc'],
      ['message', 'd'],
    ],
  ],
  ['a byte order mark', '\uFEFFdata: a\n\n', [['message', 'a']]],
  ['fields nobody knows, in other case', 'Data: x\nretry: 5\nnope\ndata: y\n\n', [['message', 'y']]],
  ['colons in data', 'data: a: b: c\n\n', [['message', 'a: b: c']]],
])('%s', (_, text, events) => {
  expect(parse(text).events).toEqual(events)
})

test('wherever the bytes are cut, the events are the same and no byte is counted twice or not at all', () => {
  const piece = fc.constantFrom(
    'data: é',
    'data',
    'event: größe',
    ': 🚀',
    '\n',
    '\r',
    '\r\n',
    'id: 5',
    'data: 🚀🚀',
    ' ',
    ':',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(200), { maxLength: 12 }), (pieces, cuts) => {
      const text = pieces.join('')
      const whole = parse(text)
      expect(parse(text, cuts)).toEqual(whole)
      expect(whole.bytes).toBe(Buffer.byteLength(text))
    }),
    { numRuns: 500 },
  )
})

test('bytes that are no UTF-8 are no end of anything', () => {
  expect(parse(Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0xc3, 0x0a, 0x0a])).events).toEqual([
    ['message', '\uFFFD\uFFFD'],
  ])
})

test('a line that comes byte by byte', () => {
  const text = `data: ${'ä'.repeat(3000)}\n\n`
  const cuts = Array.from({ length: Buffer.byteLength(text) - 1 }, (_, at) => at + 1)
  expect(parse(text, cuts)).toEqual(parse(text))
  expect(parse(text).events).toEqual([['message', 'ä'.repeat(3000)]])
})

test('a line without end, and an event without end, are given up', () => {
  const long = 'x'.repeat(LONGEST_EVENT_BYTES + 1)
  expect(parse(`data: ${long}`, [1000, 500_000]).isFit).toBe(false)
  expect(parse(`data: ${'x'.repeat(1000)}\n`.repeat(1100), [5000]).isFit).toBe(false)
  expect(parse(`data: ${'x'.repeat(1000)}\n\n`.repeat(5000)).isFit).toBe(true)
})
