import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CounterList } from '../../core/histogram/counterList.ts'
import { INDEX_COUNT } from '../../core/histogram/layout.ts'
import { CountSum } from './countSum.ts'
import { HistoryError } from './historyError.ts'
import { encodeStored, StoredReader } from './riceCoding.ts'

const reader = new StoredReader()
const addStored = (sum: CountSum, bytes: Uint8Array) => reader.addTo(sum, bytes)
function listStored(list: CounterList, bytes: Uint8Array): number {
  reader.load(bytes)
  return reader.listIn(list, 0, bytes.length)
}

function sumOf(counts: [index: number, count: number][]): CountSum {
  const sum = new CountSum()
  for (const [index, count] of counts) {
    sum.counts[index]! += count
    sum.total += count
    sum.first = Math.min(sum.first, index)
    sum.last = Math.max(sum.last, index)
  }
  return sum
}

function pairsOf({ buckets, counts, length }: CounterList): [index: number, count: number][] {
  return Array.from({ length }, (_, at) => [buckets[at]!, counts[at]!])
}

const index = fc.oneof(
  fc.integer({ min: 0, max: INDEX_COUNT - 1 }),
  fc.integer({ min: 12_000, max: 12_100 }),
  fc.constantFrom(0, 1, INDEX_COUNT - 1),
)
const count = fc.oneof(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 2 ** 20 }),
  fc.integer({ min: 1, max: 2 ** 45 }),
)

describe('stored histograms', () => {
  it('gives back every count', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(index, count), { maxLength: 200 }), (counts) => {
        const list = new CounterList()
        list.add(3, 7)
        const listed: [number, number][] = [[3, 7]]
        const sum = sumOf(counts)
        const read = new CountSum()
        expect(addStored(read, encodeStored(sum))).toBe(sum.total)
        expect([read.total, Buffer.from(read.counts.buffer).equals(Buffer.from(sum.counts.buffer))]).toEqual([
          sum.total,
          true,
        ])
        expect(read.toPayload()).toEqual(sum.toPayload())
        expect(listStored(list, encodeStored(sum))).toBe(sum.total)
        listed.push(...[...sum.counts.entries()].filter(([, times]) => times !== 0))
        expect(pairsOf(list)).toEqual(listed)
      }),
      { numRuns: 500 },
    )
  })

  it('lists one after the other of many that were loaded together, whichever are left out', () => {
    const several = fc.array(
      fc.record({ counts: fc.array(fc.tuple(index, count), { maxLength: 40 }), isLeftOut: fc.boolean() }),
    )
    fc.assert(
      fc.property(several, (all) => {
        const stored = all.map(({ counts }) => encodeStored(sumOf(counts)))
        reader.load(Buffer.concat(stored))
        const [list, apart] = [new CounterList(), new CounterList()]
        let to = 0
        for (const [at, bytes] of stored.entries()) {
          to += bytes.length
          if (!all[at]!.isLeftOut) reader.listIn(list, to - bytes.length, to)
        }
        for (const [at, bytes] of stored.entries()) if (!all[at]!.isLeftOut) listStored(apart, bytes)
        expect(pairsOf(list)).toEqual(pairsOf(apart))
      }),
    )
  })

  it('refuses one that does not end where it should, also where others follow', () => {
    const bytes = encodeStored(sumOf(Array.from({ length: 100 }, (_, at) => [9000 + 37 * at, 1 + (at % 3)])))
    reader.load(Buffer.concat([bytes, bytes]))
    for (let to = 1; to <= 2 * bytes.length; to++) {
      if (to === bytes.length) continue
      expect(() => reader.listIn(new CounterList(), 0, to)).toThrow(HistoryError)
    }
    expect(reader.listIn(new CounterList(), bytes.length, 2 * bytes.length)).toBe(199)
  })

  it('adds to what is there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(index, count), { maxLength: 50 }),
        fc.array(fc.tuple(index, count), { maxLength: 50 }),
        (one, other) => {
          const read = new CountSum()
          addStored(read, encodeStored(sumOf(one)))
          addStored(read, encodeStored(sumOf(other)))
          expect(encodeStored(read)).toEqual(encodeStored(sumOf([...other, ...one])))
        },
      ),
    )
  })

  it('gives back counts around every power of two, alone and beside small and large ones', () => {
    for (let power = 0; power <= 52; power++) {
      for (const count of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
        if (count === 0) continue
        for (const others of [
          [],
          [[7, 1]],
          [
            [7, 1],
            [8, 1],
            [23_000, 3],
          ],
          [
            [7, 2 ** 51],
            [12_000, 2 ** 30 - 1],
          ],
        ] as [number, number][][]) {
          const sum = sumOf([...others, [500, count]])
          const read = new CountSum()
          addStored(read, encodeStored(sum))
          expect([count, Buffer.from(read.counts.buffer).equals(Buffer.from(sum.counts.buffer))]).toEqual([count, true])
        }
      }
    }
  })

  it('gives back gaps of every length', () => {
    const stretches = [[0], Array.from({ length: 300 }, (_, at) => at)]
    for (const near of stretches) {
      for (let gap = 1; near.length + gap < INDEX_COUNT; gap = Math.ceil(gap * 1.07)) {
        const sum = sumOf([...near, near.length + gap].map((at) => [at, 1]))
        const read = new CountSum()
        addStored(read, encodeStored(sum))
        expect([gap, read.toPayload()]).toEqual([gap, sum.toPayload()])
      }
    }
  })

  it('holds the largest count there can be', () => {
    const sum = sumOf([[INDEX_COUNT - 1, Number.MAX_SAFE_INTEGER]])
    const read = new CountSum()
    addStored(read, encodeStored(sum))
    expect(read.counts[INDEX_COUNT - 1]).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('refuses bytes that it did not write, or reads them as some histogram, but never fails otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const sum = new CountSum()
        let isRead = true
        try {
          addStored(sum, bytes)
          expect(sum.last).toBeLessThan(INDEX_COUNT)
        } catch (error) {
          expect(error).toBeInstanceOf(HistoryError)
          isRead = false
        }
        const list = new CounterList()
        if (!isRead) {
          expect(() => listStored(list, bytes)).toThrow(HistoryError)
          return
        }
        expect(listStored(list, bytes)).toBe(sum.total)
        expect(pairsOf(list)).toEqual([...sum.counts.entries()].filter(([, times]) => times !== 0))
      }),
      { numRuns: 2000 },
    )
  })

  it('notices a cut-off end', () => {
    const bytes = encodeStored(sumOf(Array.from({ length: 100 }, (_, at) => [9000 + 37 * at, 1 + (at % 3)])))
    for (let length = 1; length < bytes.length; length++) {
      expect(() => addStored(new CountSum(), bytes.subarray(0, length))).toThrow(HistoryError)
    }
    expect(() => addStored(new CountSum(), Buffer.concat([bytes, Buffer.of(0)]))).toThrow(HistoryError)
  })

  it('is smaller than the HdrHistogram payload for a second and for a minute', () => {
    // Evenly spread is the worst case for gaps of one size; a second has counters of 1, a minute counts of some.
    const second = sumOf(Array.from({ length: 60 }, (_, at) => [12_000 + ((at * 7919) % 1500), 1]))
    const minute = sumOf(Array.from({ length: 3600 }, (_, at) => [12_000 + ((at * 7919) % 1500), 1]))
    expect(encodeStored(second).length).toBeLessThan(0.6 * second.toPayload().length)
    expect(encodeStored(minute).length).toBeLessThan(0.6 * minute.toPayload().length)
  })
})
