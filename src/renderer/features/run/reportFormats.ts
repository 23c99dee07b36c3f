/** What the reports of runs can be saved as, and saving what the host made. */
import type { ReportFileFormat, SavedFile } from '../../../contract/methods/reports.ts'
import { saveFile } from '../../ui/saveFile.ts'

export const REPORT_FORMATS: readonly { id: ReportFileFormat; label: string }[] = [
  { id: 'md', label: 'Markdown' },
  { id: 'json', label: 'JSON' },
  { id: 'csv', label: 'CSV tables (ZIP)' },
  { id: 'junit', label: 'JUnit XML of criteria' },
]

export function saveReport({ fileName, mediaType, content }: SavedFile): void {
  saveFile(fileName, new Blob([Uint8Array.from(content)], { type: mediaType }))
}
