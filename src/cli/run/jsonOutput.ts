/** What `--json` prints: one report as it is, or several with the code that the command ends with. */
import { REPORT_SCHEMA_VERSION, type RunReport } from '../../core/report/report.ts'
import { renderJson } from '../../host/reports/json.ts'

/** @param areSeveral several scenarios were asked for, also when fewer came to run: the form follows the question */
export function jsonOf(reports: readonly RunReport[], areSeveral: boolean, exitCode: number): string {
  const [only] = reports
  if (!areSeveral && only !== undefined) return renderJson(only)
  const inner = reports.map((report) => renderJson(report).trimEnd().replaceAll('\n', '\n    '))
  const list = inner.length === 0 ? '[]' : `[\n    ${inner.join(',\n    ')}\n  ]`
  return `{\n  "schemaVersion": ${REPORT_SCHEMA_VERSION},\n  "reports": ${list},\n  "exitCode": ${exitCode}\n}\n`
}
