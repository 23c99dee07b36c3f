/** The columns of a plan's data file, and whether its first rows can be read; the engines read all of them when they run. */
import { createReadStream } from 'node:fs'
import { CsvError, parse } from 'csv-parse'
import type { ColumnsAnswer } from '../../core/plan/compilation.ts'
import { quoted } from '../../core/plan/problem.ts'
import { reasonOf } from './planFolder.ts'

/** Rows that are looked at: enough to find a wrong separator or quote, quick for files of any size. */
const ROWS_LOOKED_AT = 1000
/** As in the engine: a longer record is a quotation mark that was not closed. */
const MAX_RECORD_BYTES = 1024 * 1024

/**
 * Reads the header and the first rows (RFC 4180, UTF-8 or UTF-16LE by its mark), streaming.
 *
 * @param name the file as the plan writes it, for the message
 */
export async function readCsvColumns(path: string, name: string): Promise<ColumnsAnswer> {
  const input = createReadStream(path)
  const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: MAX_RECORD_BYTES, to: ROWS_LOOKED_AT + 1 })
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  let columns: string[] | null = null
  let rows = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (columns === null) columns = record.map((column) => column.trim())
      else rows += 1
    }
  } catch (error) {
    const reason = error instanceof CsvError ? csvReason(error) : reasonOf(error)
    return refused(`${quoted(name)} ${reason}.`)
  } finally {
    input.destroy()
  }
  if (columns === null) return refused(`${quoted(name)} is empty.`)
  if (rows === 0) return refused(`${quoted(name)} has no rows below the line of column names.`)
  const twice = columns.find((column, index) => column !== '' && columns.indexOf(column) !== index)
  if (twice !== undefined) return refused(`${quoted(name)} has two columns ${quoted(twice)}.`)
  return { ok: true, columns: columns.filter((column) => column !== '') }
}

function refused(message: string): ColumnsAnswer {
  return { ok: false, message, suggestion: null }
}

/** Without the values of the row: they may be passwords. */
function csvReason(error: CsvError): string {
  const line = Number(Reflect.get(error, 'lines')) || 1
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
      return `has a row with more or fewer values than there are columns, in line ${line}`
    case 'CSV_QUOTE_NOT_CLOSED':
      return `has a quotation mark that is not closed, in line ${line}`
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return `has a quotation mark inside a value, in line ${line}`
    case 'CSV_MAX_RECORD_SIZE':
      return `has a row longer than 1 MiB, in line ${line}; a quotation mark may not be closed`
    default:
      return `is not a CSV file (${error.code}, line ${line})`
  }
}
