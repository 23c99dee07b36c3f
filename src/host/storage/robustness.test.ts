/** The history in bad company: killed writers, other writers, damaged, foreign, newer, read-only and full files. */
import SqliteDatabase from 'better-sqlite3'
import { spawnSync, type ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unprivileged } from '../../../test/unprivileged.ts'
import { openHistory, type HistoryOptions } from './history.ts'
import { HistoryError } from './historyError.ts'
import { HISTORY_VERSION } from './schema.ts'
import { asVersion3 } from './testing/olderFile.ts'
import { startWriter as startWriterOf, type Writer } from './testing/startWriter.ts'
import { COMPLETED, newRun, secondOf, seriesOf } from './testing/syntheticSeconds.ts'

let folder: string
let file: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadwright-history-'))
  file = join(folder, 'history.db')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function startWriter(seconds: number, label: string): Promise<Writer> {
  const writer = await startWriterOf(file, seconds, label)
  children.push(writer.child)
  return writer
}

function writeRun(seconds = 30): string {
  const history = openHistory(file)
  const writer = history.startRun(newRun())
  for (let t = 0; t < seconds; t++) {
    writer.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000 + t], servicesUs: null }]))
  }
  writer.finish(COMPLETED)
  history.close()
  return writer.id
}

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof HistoryError) return error.code
    throw error
  }
  return 'no error'
}

describe('processes', () => {
  it('writing at once lose nothing', async () => {
    const writers = await Promise.all([startWriter(150, 'a'), startWriter(150, 'b')])
    for (const writer of writers) writer.begin()
    const history = openHistory(file)
    const own = history.startRun(newRun())
    for (let t = 0; t < 40; t++) {
      own.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [t], servicesUs: null }]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    own.finish(COMPLETED)
    for (const writer of writers) expect(await writer.ended).toEqual([0, null])
    for (const { said } of writers) {
      const reader = history.findRun(said.id)
      expect(reader.run()).toMatchObject({ status: 'completed', lastSecond: 149 })
      expect(reader.mergedWindow(0, 150).map(({ window }) => window.count)).toEqual([300, 150])
      expect(reader.mergedWindow(7, 133).map(({ window }) => window.count)).toEqual([252, 126])
    }
    expect(history.findRun(own.id).mergedWindow(0, 40)[0]!.window.count).toBe(40)
    expect(new Set(history.listRuns().map(({ id }) => id)).size).toBe(3)
    history.close()
  })

  it('beginning one file at the same time end up with one', async () => {
    const writers = await Promise.all(['a', 'b', 'c'].map((label) => startWriter(5, label)))
    for (const writer of writers) writer.begin()
    for (const writer of writers) await writer.ended
    const history = openHistory(file)
    expect(
      history
        .listRuns()
        .map(({ status, build }) => `${status} ${build.label}`)
        .toSorted((one, other) => (one < other ? -1 : 1)),
    ).toEqual(['completed a', 'completed b', 'completed c'])
    history.close()
  })

  it('killed in mid-run leave what they had written, and are marked when the file is next opened', async () => {
    const writer = await startWriter(0, 'killed')
    const alive = openHistory(file)
    writer.begin()
    await writer.reached(137)
    // Opened by someone else while it is written: not touched.
    const beside = openHistory(file)
    expect(beside.findRun(writer.said.id).run().status).toBe('running')
    beside.close()
    writer.kill()
    await writer.ended
    expect(alive.findRun(writer.said.id).run().status).toBe('running')
    alive.close()

    const history = openHistory(file)
    expect(history.notices).toEqual([])
    const reader = history.findRun(writer.said.id)
    const { status, lastSecond, endedAtMs } = reader.run()
    expect(status).toBe('interrupted')
    expect(endedAtMs).toBeGreaterThan(0)
    // Everything that it said it wrote is there; perhaps the second it had not yet said, too.
    expect(lastSecond! - writer.said.lastSecond).toBeGreaterThanOrEqual(0)
    expect(lastSecond! - writer.said.lastSecond).toBeLessThanOrEqual(1)
    const seconds = lastSecond! + 1
    expect(reader.mergedWindow(0, seconds).map(({ window }) => window.count)).toEqual([2 * seconds, seconds])
    expect([...reader.windows(0, 0, 1)].map(({ window }) => window.count)).toEqual([2 * seconds, seconds])
    expect(reader.mergedWindow(3, 100).map(({ window }) => window.count)).toEqual([194, 97])
    history.close()
  })

  it('of another machine are taken for dead after half a minute of silence', () => {
    const nowMs = Date.now()
    const first = openHistory(file, { nowMs: () => nowMs })
    const writer = first.startRun(newRun())
    const statusAt = (laterMs: number, database?: (db: SqliteDatabase.Database) => void) => {
      if (database) {
        const raw = new SqliteDatabase(file)
        database(raw)
        raw.close()
      }
      const history = openHistory(file, { nowMs: () => nowMs + laterMs })
      const { status } = history.findRun(writer.id).run()
      history.close()
      return status
    }
    // Ours, and this process lives: however long it is silent.
    expect(statusAt(3_600_000)).toBe('running')
    expect(statusAt(30_000, (raw) => raw.exec("UPDATE runs SET machine = 'elsewhere'"))).toBe('running')
    expect(statusAt(30_001)).toBe('interrupted')
    first.close()
  })

  it('that got the pid of a dead writer are not taken for it', () => {
    const first = openHistory(file)
    const writer = first.startRun(newRun())
    const raw = new SqliteDatabase(file)
    const { process_start: start } = raw.prepare('SELECT process_start FROM runs').get() as {
      process_start: string | null
    }
    // Where the platform does not tell when a process started, it cannot be told apart.
    if (start !== null) raw.exec("UPDATE runs SET process_start = process_start || '0'")
    raw.close()
    const second = openHistory(file)
    expect(second.findRun(writer.id).run().status).toBe(start === null ? 'running' : 'interrupted')
    second.close()
    first.close()
  })

  it('that close the history without an end mark their runs', () => {
    const history = openHistory(file)
    const { id } = history.startRun(newRun())
    history.close()
    const again = openHistory(file)
    expect(again.findRun(id).run().status).toBe('interrupted')
    again.close()
  })
})

/** Makes of a file of today one of version 2, with the windows of all levels in one table. */
function asBeforeLevelTables(raw: SqliteDatabase.Database): void {
  asVersion3(raw)
  const levels = [0, 1, 10, 60, 300, 600, 3600]
  const rows = levels
    .map(
      (level) =>
        `SELECT key >> 44 AS run, ${level} AS level, (key >> 20) & 0xffffff AS t, key & 0xfffff AS series, * FROM windows_${level}`,
    )
    .join(' UNION ALL ')
  raw.exec(
    `CREATE TABLE windows AS ${rows}; ${levels.map((level) => `DROP TABLE windows_${level}`).join('; ')}; PRAGMA user_version = 2`,
  )
}

describe('a file', () => {
  it('of no bytes, version 0, becomes a history', () => {
    writeFileSync(file, '')
    writeRun()
    const raw = new SqliteDatabase(file, { readonly: true })
    expect(raw.pragma('user_version', { simple: true })).toBe(HISTORY_VERSION)
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(raw.pragma('foreign_key_check')).toEqual([])
    raw.close()
  })

  it('of a newer version is opened read-only, and says so', () => {
    const id = writeRun()
    const raw = new SqliteDatabase(file)
    raw.pragma(`user_version = ${HISTORY_VERSION + 1}`)
    raw.close()
    const history = openHistory(file)
    expect(history.readOnly).toBe(true)
    expect(history.notices).toMatchObject([{ code: 'newer' }])
    expect(history.findRun(id).mergedWindow(0, 30)[0]!.window.count).toBe(30)
    expect([codeOf(() => history.startRun(newRun())), codeOf(() => history.deleteRun(id))]).toEqual(['newer', 'newer'])
    history.close()

    const changed = new SqliteDatabase(file)
    changed.exec('ALTER TABLE runs RENAME COLUMN purpose TO aim')
    changed.close()
    const other = openHistory(file)
    expect(codeOf(() => other.listRuns())).toBe('newer')
    other.close()
  })

  it('of version 1, which knows nothing of steering, learns it when it may be written, with its runs as they were', () => {
    const id = writeRun()
    const raw = new SqliteDatabase(file)
    asBeforeLevelTables(raw)
    raw.exec('DROP TABLE steering; DROP TABLE annotations; PRAGMA user_version = 1')
    raw.close()
    expect(codeOf(() => openHistory(file, { readOnly: true }))).toBe('readOnly')
    const history = openHistory(file)
    const reader = history.findRun(id)
    expect([reader.steering(), reader.annotations()]).toEqual([[], []])
    expect(reader.mergedWindow(0, 30)[0]!.window.count).toBe(30)
    const writer = history.startRun(newRun())
    const steering = { atMs: 1500, by: 'terminal', action: { type: 'addUsers', users: 5 }, what: '5 more' } as const
    const marks = [
      { atMs: 2000, by: 'window', text: 'second \u0000 é' },
      { atMs: 1000, by: 'stdin', text: "first '); DROP TABLE runs; --" },
    ] as const
    writer.addSteering(steering)
    for (const mark of marks) writer.addAnnotation(mark)
    const written = history.findRun(writer.id)
    expect(written.steering()).toEqual([steering])
    expect(written.annotations()).toEqual(marks.toReversed())
    writer.finish(COMPLETED)
    history.deleteRun(writer.id)
    history.close()
    const rest = new SqliteDatabase(file, { readonly: true })
    expect(
      rest.prepare('SELECT (SELECT count(*) FROM steering) + (SELECT count(*) FROM annotations)').pluck().get(),
    ).toBe(0)
    rest.close()
  })

  const damages: [name: string, damage: () => void][] = [
    ['cut off in the middle', () => truncateSync(file, 70_000)],
    ['cut off in its header', () => truncateSync(file, 60)],
    [
      'with garbage for a header',
      () => writeFileSync(file, Buffer.concat([Buffer.alloc(200, 'garbage'), readFileSync(file).subarray(200)])),
    ],
    ['that is a text', () => writeFileSync(file, 'These are not the bytes of a database.\n'.repeat(100))],
    [
      'emptied beside its log',
      () => {
        truncateSync(file, 0)
        writeFileSync(`${file}-wal`, 'all that is left')
      },
    ],
  ]
  it.each(damages)('%s is kept under another name, and a new one begun', (_, damage) => {
    writeRun()
    damage()
    const bytes = readFileSync(file)
    writeFileSync(`${file}.damaged-1`, 'from an earlier time')
    expect(codeOf(() => openHistory(file, { readOnly: true }))).not.toBe('no error')
    expect(readFileSync(file)).toEqual(bytes)

    const history = openHistory(file)
    expect(history.notices).toMatchObject([{ code: 'damaged' }])
    expect(history.notices[0]!.message).toContain(`${file}.damaged-2`)
    expect(history.listRuns()).toEqual([])
    expect(readFileSync(`${file}.damaged-1`, 'utf8')).toBe('from an earlier time')
    expect(readFileSync(`${file}.damaged-2`)).toEqual(bytes)
    history.startRun(newRun()).finish(COMPLETED)
    history.close()
    const again = openHistory(file)
    expect([again.notices, again.listRuns().length]).toEqual([[], 1])
    again.close()
  })

  it('takes its log with it when it is put aside', () => {
    writeRun()
    const history = openHistory(file)
    history.startRun(newRun())
    // As after a crash: a log beside the file.
    const copy = join(folder, 'copy.db')
    copyFileSync(file, copy)
    copyFileSync(`${file}-wal`, `${copy}-wal`)
    history.close()
    const log = readFileSync(`${copy}-wal`)
    writeFileSync(copy, 'garbage'.repeat(10_000))
    const opened = openHistory(copy)
    expect(opened.notices).toMatchObject([{ code: 'damaged' }])
    expect(readFileSync(`${copy}.damaged-1-wal`)).toEqual(log)
    opened.close()
  })

  it('of version 2, with the windows of all levels in one table, keeps every one of them', () => {
    const id = writeRun()
    const before = openHistory(file)
    const everything = ([0, 1, 10, 60] as const).map((level) => [...before.findRun(id).windows(level, 0, 100)])
    before.close()
    const raw = new SqliteDatabase(file)
    asBeforeLevelTables(raw)
    raw.close()
    const history = openHistory(file)
    expect(([0, 1, 10, 60] as const).map((level) => [...history.findRun(id).windows(level, 0, 100)])).toEqual(
      everything,
    )
    expect(everything.map((windows) => windows.length > 0)).toEqual([true, true, true, true])
    history.deleteRun(id)
    history.close()
    const after = new SqliteDatabase(file, { readonly: true })
    expect(after.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(after.pragma('foreign_key_check')).toEqual([])
    expect(after.prepare('SELECT count(*) FROM windows_1').pluck().get()).toBe(0)
    after.close()
  })

  it('of version 2 is not converted while a process writes a run to it, and keeps that run when it is', () => {
    const writing = openHistory(file)
    const writer = writing.startRun(newRun())
    for (let t = 0; t < 700; t++) {
      writer.writeSecond(secondOf(t, [{ series: seriesOf('GET /'), latenciesUs: [1000 + t], servicesUs: null }]))
    }
    const raw = new SqliteDatabase(file)
    asBeforeLevelTables(raw)
    raw.exec('DELETE FROM windows WHERE level = 300; DELETE FROM rolled WHERE level = 300')
    expect(codeOf(() => openHistory(file))).toBe('running')
    expect(raw.pragma('user_version', { simple: true })).toBe(2)
    expect(raw.prepare('SELECT count(*) FROM windows WHERE level = 1').pluck().get()).toBe(1400)
    writing.close()

    const ended = spawnSync(process.execPath, ['--version'])
    raw.prepare('UPDATE runs SET pid = ?').run(ended.pid)
    raw.close()
    const history = openHistory(file)
    const reader = history.findRun(writer.id)
    expect(reader.run().status).toBe('interrupted')
    for (const [fromS, toS] of [
      [0, 700],
      [1, 699],
      [300, 600],
      [7, 613],
    ] as const) {
      const [{ window } = { window: null }] = reader.mergedWindow(fromS, toS)
      expect(window).toMatchObject({ count: toS - fromS, minUs: 1000 + fromS, maxUs: 999 + toS })
    }
    history.close()
  })

  it('with one damaged histogram says so for that run, and answers for the others', () => {
    const [damaged, sound] = [writeRun(), writeRun()]
    const raw = new SqliteDatabase(file)
    for (const level of [0, 1, 10, 60, 300, 600, 3600])
      raw.exec(`UPDATE windows_${level} SET latency = x'ffffffffff' WHERE key >> 44 = 1`)
    raw.close()
    const history = openHistory(file)
    expect(codeOf(() => history.findRun(damaged).mergedWindow(0, 30))).toBe('damaged')
    expect(history.findRun(sound).mergedWindow(0, 30)[0]!.window.count).toBe(30)
    history.close()
  })

  it('of another program is not touched', () => {
    const raw = new SqliteDatabase(file)
    raw.exec('CREATE TABLE cookies (name TEXT)')
    raw.close()
    const bytes = readFileSync(file)
    expect([codeOf(() => openHistory(file)), codeOf(() => openHistory(file, { readOnly: true }))]).toEqual([
      'foreign',
      'foreign',
    ])
    expect(readFileSync(file)).toEqual(bytes)
  })

  it('that is not there cannot be read, and is not made by trying', () => {
    expect(codeOf(() => openHistory(file, { readOnly: true }))).toBe('notFound')
    expect(existsSync(file)).toBe(false)
  })

  it('held by another program says so', () => {
    writeRun()
    const holder = new SqliteDatabase(file)
    holder.exec('BEGIN IMMEDIATE')
    const history = openHistory(file, { lockWaitMs: 50 })
    expect(codeOf(() => history.startRun(newRun()))).toBe('locked')
    // Reading goes on beside a writer.
    expect(history.listRuns()).toHaveLength(1)
    holder.exec('ROLLBACK')
    holder.close()
    history.close()
  })
})

describe('a place', () => {
  it('that is no folder says so', () => {
    writeFileSync(join(folder, 'occupied'), '')
    expect(codeOf(() => openHistory(join(folder, 'occupied', 'history.db')))).toBe('unreachable')
    mkdirSync(file)
    expect(codeOf(() => openHistory(file))).toBe('unreachable')
  })

  it('opened read-only is read and not written', () => {
    const id = writeRun()
    const history = openHistory(file, { readOnly: true })
    expect(history.findRun(id).mergedWindow(0, 30)[0]!.window.count).toBe(30)
    expect(codeOf(() => history.startRun(newRun()))).toBe('readOnly')
    expect(codeOf(() => history.deleteRun(id))).toBe('readOnly')
    history.close()
  })

  it.skipIf(process.platform === 'win32')(
    'that is read-only can be read, and says that it cannot be written',
    async () => {
      const id = writeRun()
      chmodSync(file, 0o444)
      chmodSync(folder, 0o555)
      try {
        const output = await unprivileged(
          { storage: new URL('history.ts', import.meta.url).href },
          'storage.openMemoryHistory().close()',
          `const codeOf = (action) => { try { action(); return 'none' } catch (error) { return error.code } }
           console.log(codeOf(() => storage.openHistory(${JSON.stringify(file)})))
           const history = storage.openHistory(${JSON.stringify(file)}, { readOnly: true })
           console.log(history.findRun(${JSON.stringify(id)}).mergedWindow(0, 30)[0].window.count)
           history.close()
           console.log(codeOf(() => storage.openHistory(${JSON.stringify(join(folder, 'new', 'history.db'))})))`,
        )
        expect(output.trim().split('\n')).toEqual(['readOnly', '30', 'readOnly'])
      } finally {
        chmodSync(folder, 0o755)
      }
    },
  )

  it('that is full says so; the second is not half written, and the run can go on', () => {
    const options: HistoryOptions = { maxBytes: 2_000_000 }
    const history = openHistory(file, options)
    const writer = history.startRun(newRun())
    let written = 0
    const write = () =>
      writer.writeSecond(
        secondOf(written, [{ series: seriesOf('GET /'), latenciesUs: [1000], servicesUs: null }], {
          errors: [{ class: 'status', endpoint: 'e'.repeat(50_000), message: `e${written}`, count: 1 }],
        }),
      )
    const code = codeOf(() => {
      for (; written < 1000; written++) write()
    })
    expect(code).toBe('full')
    expect(written).toBeGreaterThan(5)
    const reader = history.findRun(writer.id)
    expect(reader.mergedWindow(0, Infinity)[0]!.window.count).toBe(written)
    expect(reader.errors()).toHaveLength(written)
    // Something small still fits, or is refused in the same way; neither does harm.
    codeOf(() => writer.finish(COMPLETED))
    history.close()

    const roomy = openHistory(file)
    const again = roomy.findRun(writer.id)
    expect(again.mergedWindow(0, Infinity)[0]!.window.count).toBe(written)
    expect(roomy.startRun(newRun()).id).not.toBe(writer.id)
    roomy.close()
  })
})

it('survives a log that ends in garbage, as after a power cut', async () => {
  const writer = await startWriter(0, 'power')
  writer.begin()
  await writer.reached(40)
  writer.kill()
  await writer.ended
  appendFileSync(`${file}-wal`, Buffer.alloc(5000, 7))
  const history = openHistory(file)
  const lastSecond = history.findRun(writer.said.id).run().lastSecond!
  expect(lastSecond).toBeGreaterThanOrEqual(writer.said.lastSecond)
  expect(history.findRun(writer.said.id).mergedWindow(0, Infinity)[0]!.window.count).toBe(2 * (lastSecond + 1))
  history.close()
})
