/** What `--json` prints: one report as it is, or several with the code that the command ends with. */
import type { BuildComparison } from '../../core/comparison/comparison.ts'
import { REPORT_SCHEMA_VERSION, type RunReport } from '../../core/report/report.ts'
import { renderJson } from '../../host/reports/json.ts'

export interface JsonForm {
  /** Several runs were asked for, also when fewer came to be made: the form follows the question. */
  areSeveral: boolean
  exitCode: number
  /** Of `--ab`, as `loadwright compare --json` prints each; null without. */
  comparisons: readonly BuildComparison[] | null
}

export function jsonOf(reports: readonly RunReport[], { areSeveral, exitCode, comparisons }: JsonForm): string {
  const [only] = reports
  if (!areSeveral && only !== undefined) return renderJson(only)
  const own = listOf(reports.map(renderJson))
  const beside =
    comparisons === null
      ? ''
      : `  "comparisons": ${listOf(comparisons.map((one) => JSON.stringify({ schemaVersion: 1, ...one }, null, 2)))},\n`
  return `{\n  "schemaVersion": ${REPORT_SCHEMA_VERSION},\n  "reports": ${own},\n${beside}  "exitCode": ${exitCode}\n}\n`
}

function listOf(texts: readonly string[]): string {
  const inner = texts.map((text) => text.trimEnd().replaceAll('\n', '\n    '))
  return inner.length === 0 ? '[]' : `[\n    ${inner.join(',\n    ')}\n  ]`
}
