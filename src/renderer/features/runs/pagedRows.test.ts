import { expect, test } from 'vitest'
import { createPagedRows, type PageAnswer } from './pagedRows.ts'

/** A list whose answers come when the test lets them. */
function createList(total: number, pageSize = 10) {
  const list = { total, prefix: '' }
  const asked: { offset: number; signal: AbortSignal; answer(): void; fail(error: Error): void }[] = []
  let changes = 0
  const rows = createPagedRows<string, string>({
    pageSize,
    askOutline: () => Promise.resolve(`${list.prefix}outline`),
    ask: (offset, limit, signal) =>
      new Promise<PageAnswer<string>>((resolve, reject) => {
        const { total: length, prefix } = list
        const page = Array.from(
          { length: Math.max(0, Math.min(limit, length - offset)) },
          (_, i) => prefix + (offset + i),
        )
        asked.push({ offset, signal, answer: () => resolve({ rows: page, total: length }), fail: reject })
      }),
    onChange: () => void changes++,
  })
  /** Answers all that was asked, also what those answers lead to. */
  async function settle(): Promise<number[]> {
    const offsets: number[] = []
    for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
      offsets.push(next.offset)
      next.answer()
      await ticks()
    }
    return offsets
  }
  return { list, rows, asked, settle, changes: () => changes }
}

async function ticks(): Promise<void> {
  for (let tick = 0; tick < 10; tick++) await Promise.resolve()
}

test('only the pages that are looked at are asked for, once', async () => {
  const { rows, settle } = createList(1000)
  rows.reload()
  expect(rows.count).toBeNull()
  expect(await settle()).toEqual([0])
  expect(rows.count).toBe(1000)
  rows.look([{ from: 0, to: 25 }])
  rows.look([{ from: 3, to: 28 }])
  expect(await settle()).toEqual([10, 20])
  expect([rows.rowAt(0), rows.rowAt(28), rows.rowAt(30)]).toEqual(['0', '28', undefined])
})

test('nothing is asked for behind the end', async () => {
  const { rows, settle } = createList(7)
  rows.reload()
  await settle()
  rows.look([{ from: 0, to: 500 }])
  expect(await settle()).toEqual([])
  expect(rows.rowAt(7)).toBeUndefined()
})

test('an empty list is a list', async () => {
  const { rows, settle } = createList(0)
  rows.reload()
  await settle()
  expect(rows.count).toBe(0)
  rows.look([{ from: 0, to: 0 }])
  expect(await settle()).toEqual([])
})

test('a reload keeps what is shown until all that is looked at is there', async () => {
  const { list, rows, asked, settle } = createList(1000)
  rows.reload()
  await settle()
  rows.look([{ from: 5, to: 15 }])
  await settle()
  list.prefix = 'new '
  list.total = 999
  rows.reload()
  asked[1]?.answer()
  await ticks()
  expect([rows.rowAt(5), rows.rowAt(15), rows.count]).toEqual(['5', '15', 1000])
  asked[0]?.answer()
  await ticks()
  expect([rows.rowAt(5), rows.rowAt(15), rows.count]).toEqual(['new 5', 'new 15', 999])
})

test('of several places that are looked at only their pages are asked for', async () => {
  const { rows, settle } = createList(1000)
  rows.reload()
  await settle()
  rows.look([
    { from: 95, to: 101 },
    { from: 500, to: 500 },
    { from: 990, to: 2000 },
  ])
  expect(await settle()).toEqual([90, 100, 500, 990])
  // Nothing is looked at: how many there are is to be known all the same.
  rows.look([])
  rows.reload()
  expect(await settle()).toEqual([0])
  expect(rows.count).toBe(1000)
})

test('what is known of the whole changes together with the rows', async () => {
  const { list, rows, asked, settle } = createList(100)
  expect(rows.outline).toBeNull()
  rows.reload()
  await settle()
  expect([rows.outline, rows.rowAt(0)]).toEqual(['outline', '0'])
  list.prefix = 'new '
  rows.reload()
  await ticks()
  expect([rows.outline, rows.rowAt(0)]).toEqual(['outline', '0'])
  asked.shift()?.answer()
  await ticks()
  expect([rows.outline, rows.rowAt(0)]).toEqual(['new outline', 'new 0'])
})

test('answers to an older question are not taken', async () => {
  const { list, rows, asked, settle } = createList(100)
  rows.reload()
  const old = asked.shift()
  list.prefix = 'new '
  rows.reload()
  expect(old?.signal.aborted).toBe(true)
  await settle()
  old?.answer()
  await ticks()
  expect(rows.rowAt(0)).toBe('new 0')
})

test('a list that became shorter than what is looked at is shown from its end', async () => {
  const { list, rows, settle } = createList(100)
  rows.reload()
  await settle()
  rows.look([{ from: 90, to: 99 }])
  await settle()
  list.total = 3
  rows.reload()
  await settle()
  rows.look([{ from: 0, to: 2 }])
  await settle()
  expect([rows.count, rows.rowAt(2), rows.rowAt(90)]).toEqual([3, '2', undefined])
})

test('a failure is kept beside what is shown, and gone with the next answer', async () => {
  const { rows, asked, settle } = createList(100)
  rows.reload()
  await settle()
  rows.reload()
  asked.shift()?.fail(new Error('The disk is full.'))
  await ticks()
  expect([rows.error?.message, rows.rowAt(0), rows.isLoading]).toEqual(['The disk is full.', '0', false])
  rows.reload()
  await settle()
  expect(rows.error).toBeNull()
})

test('what was closed changes nothing any more', async () => {
  const { rows, asked, changes } = createList(100)
  rows.reload()
  rows.close()
  asked.shift()?.answer()
  await ticks()
  expect([rows.count, changes()]).toEqual([null, 0])
})
