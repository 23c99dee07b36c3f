/** A report as one file to be saved: the same text that `loadwright report` writes. */
import type { RunReport } from '../../core/report/report.ts'
import { renderCsv } from '../reports/csv.ts'
import { reportFolderName } from '../reports/fileNames.ts'
import { renderJson } from '../reports/json.ts'
import { renderJunit } from '../reports/junit.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import type { AvailableFormat } from '../reports/reportFormats.ts'
import { zipFile } from './zipFile.ts'

export interface ReportFile {
  fileName: string
  mediaType: string
  content: Uint8Array
}

/** The tables of `csv` are several files, in a ZIP. Named after the plan, the scenario and when the run started. */
export function reportFile(report: RunReport, format: AvailableFormat): ReportFile {
  const { plan, scenario, startedAt } = report.run
  const name = reportFolderName(plan, [scenario], new Date(startedAt))
  const text = (extension: string, mediaType: string, content: string): ReportFile => ({
    fileName: `${name}${extension}`,
    mediaType,
    content: new TextEncoder().encode(content),
  })
  switch (format) {
    case 'md':
      return text('.md', 'text/markdown', renderMarkdown([report], []))
    case 'json':
      return text('.json', 'application/json', renderJson(report))
    case 'junit':
      return text('-junit.xml', 'application/xml', renderJunit([report]))
    case 'csv': {
      const files = renderCsv([report]).map((file) => ({ ...file, changedAt: new Date(startedAt) }))
      return { fileName: `${name}-csv.zip`, mediaType: 'application/zip', content: zipFile(files) }
    }
    default:
      return format satisfies never
  }
}
