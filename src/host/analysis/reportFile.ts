/** Reports as one file to be saved: the same texts that `loadwright report` writes. */
import type { SavedFile } from '../../contract/methods/reports.ts'
import type { RunReport } from '../../core/report/report.ts'
import { renderCsv } from '../reports/csv.ts'
import { distinctName, reportFolderName } from '../reports/fileNames.ts'
import { renderJson } from '../reports/json.ts'
import { renderJunit } from '../reports/junit.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import type { AvailableFormat } from '../reports/reportFormats.ts'
import { zipFile, type ZippedFile } from './zipFile.ts'

/** The tables of `csv` are several files, in a ZIP. Named after the plan, the scenario and when the run started. */
export function reportFile(report: RunReport, format: AvailableFormat): SavedFile {
  const name = nameOf(report)
  const texts = textsOf(report, format)
  if (format === 'csv') {
    const files = texts.map((file) => ({ ...file, changedAt: startOf(report) }))
    return { fileName: `${name}-csv.zip`, mediaType: ZIP, content: zipFile(files) }
  }
  const [{ name: ending, text }] = texts as [ReportText]
  return { fileName: name + ending, mediaType: MEDIA_TYPES[format], content: new TextEncoder().encode(text) }
}

export interface ReportsZip {
  readonly count: number
  add(report: RunReport): void
  file(): SavedFile
}

/** Reports of several runs, one after the other, in one ZIP: no more than their texts is kept of each. */
export function createReportsZip(format: AvailableFormat): ReportsZip {
  const files: ZippedFile[] = []
  const taken = new Set<string>()
  return {
    get count() {
      return taken.size
    },
    add(report) {
      const name = distinctName(nameOf(report), taken)
      for (const { name: rest, text } of textsOf(report, format))
        files.push({ name: format === 'csv' ? `${name}/${rest}` : `${name}${rest}`, text, changedAt: startOf(report) })
    },
    file: () => ({
      fileName: `reports-of-${taken.size}-runs-${format}.zip`,
      mediaType: ZIP,
      content: zipFile(files),
    }),
  }
}

const ZIP = 'application/zip'
const MEDIA_TYPES: Readonly<Record<AvailableFormat, string>> = {
  md: 'text/markdown',
  json: 'application/json',
  junit: 'application/xml',
  csv: ZIP,
}

interface ReportText {
  /** What the name of its file ends with; of tables, all of it. */
  name: string
  text: string
}

/** After the plan, the scenario and when the run started. */
function nameOf({ run }: RunReport): string {
  return reportFolderName(run.plan, [run.scenario], new Date(run.startedAt))
}

function startOf({ run }: RunReport): Date {
  return new Date(run.startedAt)
}

/** Of tables several, else one. */
function textsOf(report: RunReport, format: AvailableFormat): ReportText[] {
  switch (format) {
    case 'md':
      return [{ name: '.md', text: renderMarkdown([report], []) }]
    case 'json':
      return [{ name: '.json', text: renderJson(report) }]
    case 'junit':
      return [{ name: '-junit.xml', text: renderJunit([report]) }]
    case 'csv':
      return renderCsv([report])
    default:
      return format satisfies never
  }
}
