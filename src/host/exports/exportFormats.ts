/** The formats a run can be exported in, by the names users give. */
import type { ExportSource } from './exportSource.ts'
import { hlog } from './hlog.ts'
import { jtl } from './jtl.ts'
import { k6Json } from './k6Json.ts'
import { secondsCsv } from './secondsCsv.ts'
import { wholeJson } from './wholeJson.ts'

export const EXPORT_FORMATS = ['hlog', 'csv', 'jtl', 'k6-json', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const WRITERS: Record<ExportFormat, (source: ExportSource) => Generator<string>> = {
  hlog,
  csv: secondsCsv,
  jtl,
  'k6-json': k6Json,
  json: wholeJson,
}

/** The text of an export in parts, read from the history as they are asked for. */
export function exportText(format: ExportFormat, source: ExportSource): Generator<string> {
  return WRITERS[format](source)
}
