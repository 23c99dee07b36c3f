/** The table of endpoints as a file. */
import { csvFile } from '../../../charts/csv.ts'
import { saveFile } from '../../../ui/saveFile.ts'
import { endpointTable } from './endpointColumns.ts'
import type { EndpointRow } from './endpointRows.ts'

/** As it is shown: its rows in their order, its columns; the sum last. @param columns ids of those that are shown */
export function saveEndpoints(
  rows: readonly EndpointRow[],
  totals: EndpointRow | null,
  columns: readonly string[],
): void {
  const table = endpointTable(totals === null ? rows : [...rows, totals], columns)
  saveFile('endpoints.csv', csvFile(table.columns, table.rows))
}
