// The rows of one data file, for one engine: read once before the load starts, only the columns that the plan uses, and
// only this shard's rows where engines must not share any. Then handed out without I/O.
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse'
import type { DataSource } from '../../core/plan/compiledPlan.ts'
import type { RandomStream } from '../../core/random.ts'

/** One text for each of `DataSource.columns`, in that order. */
export type DataRow = readonly string[]

export interface DataRows {
  /** Rows this engine holds. */
  readonly count: number
  /**
   * The next row by the source's `pick`: in the file's order for unique and sequential, any for random (drawn from the
   * user's stream). Null when the rows have run out, which only `atEnd: stop` lets them.
   */
  take(random: RandomStream): DataRow | null
}

/** From this size on, random rows of several engines come from each engine's share, so that memory is used once. */
const LARGE_FILE_BYTES = 8 * 1024 * 1024
/** Longer records are an open quotation mark that swallows the file. */
const MAX_RECORD_BYTES = 1024 * 1024

/**
 * Reads a CSV file (RFC 4180; UTF-8 or UTF-16LE by its byte order mark; LF or CRLF; first line names the columns; empty
 * lines do not count). Row i belongs to shard i % shards, so user i of a run has row i whatever the number of engines. With
 * `recycle`, a shard for which there is no row (fewer rows than shards) shares one.
 * @throws Error with a plain sentence that names file and line.
 */
export async function openData(source: DataSource, shard: number, shards: number): Promise<DataRows> {
  const file = basename(source.file)
  const takesAll = source.pick === 'random' && sizeOf(source.file, file) <= LARGE_FILE_BYTES
  const rows: DataRow[] = []
  /** What a shard without rows falls back on. */
  const firstRows: DataRow[] = []
  let indexes: number[] | null = null
  let total = 0
  const input = createReadStream(source.file)
  const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: MAX_RECORD_BYTES })
  // Not pipeline(): its promise would have to be awaited beside the loop; an error of the file must end the loop.
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (indexes === null) {
        indexes = columnIndexes(source, file, record)
        continue
      }
      const isMine = takesAll || total % shards === shard
      if (isMine || firstRows.length < shards) {
        const row = indexes.map((index) => record[index] ?? '')
        if (isMine) rows.push(row)
        if (firstRows.length < shards) firstRows.push(row)
      }
      total++
    }
  } catch (error) {
    throw readFailure(file, error)
  } finally {
    input.destroy()
  }
  if (indexes === null) throw new Error(`${file}:1: the file is empty; its first line must name the columns`)
  if (total === 0) throw new Error(`${file}: there are no rows below the line of column names`)
  if (rows.length === 0 && (source.atEnd === 'recycle' || source.pick === 'random')) {
    rows.push(firstRows[shard % firstRows.length] as DataRow)
  }
  return handOut(source, rows)
}

function handOut({ pick, atEnd }: DataSource, rows: readonly DataRow[]): DataRows {
  const count = rows.length
  if (pick === 'random') return { count, take: (random) => random.pick(rows) }
  let next = 0
  return {
    count,
    take() {
      if (next === count) {
        if (atEnd === 'stop') return null
        next = 0
      }
      return rows[next++] ?? null
    },
  }
}

function columnIndexes(source: DataSource, file: string, header: readonly string[]): number[] {
  const names = header.map((name) => name.trim())
  return source.columns.map((column) => {
    const index = names.indexOf(column)
    if (index < 0) throw new DataError(`${file}:1: there is no column "${column}"; ${columnsText(names)}`)
    if (names.indexOf(column, index + 1) >= 0) throw new DataError(`${file}:1: there are two columns "${column}"`)
    return index
  })
}

function columnsText(names: readonly string[]): string {
  const [only = ''] = names
  if (names.length === 1 && /[;\t|]/.test(only)) return 'columns must be separated by commas'
  const shown = names.slice(0, 20).map((name) => name.slice(0, 50).replace(/\p{Cc}/gu, '\uFFFD'))
  return `the columns are ${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`
}

/** A sentence that is complete. */
class DataError extends Error {}

function sizeOf(path: string, file: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    throw readFailure(file, error)
  }
}

function readFailure(file: string, error: unknown): Error {
  if (error instanceof DataError) return error
  if (error instanceof CsvError) return new Error(`${file}:${csvSentence(error)}`, { cause: error })
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a folder'
        : code === 'EACCES'
          ? 'this user may not read it'
          : error instanceof Error
            ? error.message
            : String(error)
  return new Error(`${file}: the data file cannot be read: ${why}`, { cause: error })
}

/** `17: …`, without the values of the row: they may be passwords. */
function csvSentence(error: CsvError): string {
  const line = Number(Reflect.get(error, 'lines')) || 1
  // The line is where reading ended, which a quotation mark that is not closed can put far behind the row.
  const rowNumber = Number(Reflect.get(error, 'records')) || 0
  const row = rowNumber === 0 ? 'the line of column names' : `row ${rowNumber}`
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return `${line}: the row does not have as many values as there are columns`
    case 'CSV_QUOTE_NOT_CLOSED':
      return `${line}: the quotation mark of a value in ${row} is not closed`
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `${line}: there is text behind the closing quotation mark of a value`
    case 'INVALID_OPENING_QUOTE':
      return `${line}: there is a quotation mark inside a value that does not begin with one`
    case 'CSV_MAX_RECORD_SIZE':
      return `${line}: ${row} is longer than 1 MiB; is a quotation mark not closed?`
    default:
      return `${line}: this is not CSV (${error.code})`
  }
}
