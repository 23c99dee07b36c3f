import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { DataSource } from '../../core/plan/compiledPlan.ts'
import { RandomStream } from '../../core/random.ts'
import { openData } from './rows.ts'
import type { DataRow, DataRows } from './rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'rows-'))
const file = join(folder, 'accounts.csv')
afterAll(() => rmSync(folder, { recursive: true }))

const random = new RandomStream(1, 2)

function open(content: string | Buffer, source: Partial<DataSource> = {}, shard = 0, shards = 1): Promise<DataRows> {
  writeFileSync(file, content)
  const whole: DataSource = {
    name: 'accounts',
    file,
    pick: 'sequential',
    atEnd: 'stop',
    columns: ['user', 'password'],
    slots: [0, 1],
    ...source,
  }
  return openData(whole, shard, shards)
}

function takeAll(rows: DataRows): DataRow[] {
  const taken: DataRow[] = []
  for (let row = rows.take(random); row !== null; row = rows.take(random)) taken.push(row)
  return taken
}

const THREE = 'user,password\na,1\nb,2\nc,3\n'

describe('openData', () => {
  it('reads what any CSV writer writes', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', ';', '\t'), maxLength: 8 })
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\ufeff'),
        async (pairs, end, mark) => {
          const lines = pairs.map(([user, password]) => `x,${quoted(password)},${quoted(user)}`)
          const rows = await open(mark + ['more,password, user', ...lines].join(end))
          expect(takeAll(rows)).toEqual(pairs)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('reads empty lines as nothing, and UTF-16 by its mark', async () => {
    expect(takeAll(await open('user,password\r\n\r\na,1\r\n\r\n'))).toEqual([['a', '1']])
    expect(takeAll(await open(Buffer.from('\ufeffuser,password\nü,1\n', 'utf16le')))).toEqual([['ü', '1']])
  })

  it('gives every shard its own rows, all of them together once', async () => {
    const content = `user,password\n${Array.from({ length: 10 }, (_, index) => `u${index},p`).join('\n')}`
    const users: string[][] = []
    for (let shard = 0; shard < 3; shard++) {
      const rows = await open(content, { pick: 'unique' }, shard, 3)
      users.push(takeAll(rows).map(([user]) => user ?? ''))
    }
    expect(users).toEqual([
      ['u0', 'u3', 'u6', 'u9'],
      ['u1', 'u4', 'u7'],
      ['u2', 'u5', 'u8'],
    ])
  })

  it('starts over or stops when the rows have run out', async () => {
    const four = (rows: DataRows): (string | undefined)[] => [0, 1, 2, 3].map(() => rows.take(random)?.[0])
    expect(four(await open(THREE, { pick: 'unique', atEnd: 'recycle' }))).toEqual(['a', 'b', 'c', 'a'])
    expect(four(await open(THREE, { pick: 'unique', atEnd: 'stop' }))).toEqual(['a', 'b', 'c', undefined])
    const stopped = await open(THREE, { pick: 'unique', atEnd: 'stop' }, 4, 5)
    expect([stopped.count, stopped.take(random)]).toEqual([0, null])
    const shared = await open(THREE, { pick: 'unique', atEnd: 'recycle' }, 4, 5)
    expect(four(shared)).toEqual(['b', 'b', 'b', 'b'])
  })

  it('draws random rows from the user’s stream, the same again for the same seed', async () => {
    const rows = await open(THREE, { pick: 'random' }, 1, 2)
    const draw = (seed: number): string => {
      const stream = new RandomStream(seed)
      return Array.from({ length: 50 }, () => rows.take(stream)?.[0]).join('')
    }
    expect(rows.count).toBe(3)
    expect(draw(1)).toBe(draw(1))
    expect(draw(1)).not.toBe(draw(2))
    expect(new Set(draw(1))).toEqual(new Set('abc'))
  })

  it('shares the rows of a huge random file out among the engines', async () => {
    const line = `${'x'.repeat(1000)},1\n`
    const rows = await open(
      `user,password\n${line.repeat(8500)}`,
      { pick: 'random', columns: ['password'], slots: [0] },
      1,
      2,
    )
    expect(rows.count).toBe(4250)
  })

  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'accounts.csv:1: the file is empty; its first line must name the columns'],
    ['only a header', 'user,password\n', 'accounts.csv: there are no rows below the line of column names'],
    [
      'a missing column',
      'user,pasword\na,1\n',
      'accounts.csv:1: there is no column "password"; the columns are user, pasword',
    ],
    ['a column twice', 'user,user,password\na,b,1\n', 'accounts.csv:1: there are two columns "user"'],
    [
      'semicolons',
      'user;password\na;1\n',
      'accounts.csv:1: there is no column "user"; columns must be separated by commas',
    ],
    ['a short row', `${THREE}d\n`, 'accounts.csv:5: the row does not have as many values as there are columns'],
    ['an open quote', `${THREE}"d,4\n`, 'accounts.csv:5: the quotation mark of a value in row 4 is not closed'],
    [
      'text behind a quote',
      `${THREE}"d"x,4\n`,
      'accounts.csv:5: there is text behind the closing quotation mark of a value',
    ],
    [
      'a quote inside',
      `${THREE}d"x,4\n`,
      'accounts.csv:5: there is a quotation mark inside a value that does not begin with one',
    ],
    [
      'an endless row',
      `${THREE}"${'d\n'.repeat(1_000_000)}`,
      'row 4 is longer than 1 MiB; is a quotation mark not closed?',
    ],
    [
      'no CSV',
      Buffer.from([0, 1, 2, 255, 254]),
      'accounts.csv:1: there is no column "user"; the columns are \ufffd\ufffd\ufffd\ufffd\ufffd',
    ],
  ])('says what is wrong with %s', async (_, content, message) => {
    await expect(open(content)).rejects.toThrow(message)
  })

  it('says which file cannot be read', async () => {
    await expect(open(THREE, { file: join(folder, 'none.csv') })).rejects.toThrow(
      'none.csv: the data file cannot be read: there is no such file',
    )
    await expect(open(THREE, { file: folder, pick: 'random' })).rejects.toThrow(
      /the data file cannot be read: it is a folder$/,
    )
  })

  it('does not tell the values of a broken row', async () => {
    const error: unknown = await open(`user,password\nann,hunter2,x\n`).catch((thrown: unknown) => thrown)
    expect((error as Error).message).not.toContain('hunter2')
  })
})
