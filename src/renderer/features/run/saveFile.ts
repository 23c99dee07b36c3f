/** What the reports of runs can be saved as, and saving what the host made. */
import type { ReportFileFormat, SavedFile } from '../../../contract/methods/reports.ts'

export const REPORT_FORMATS: readonly { id: ReportFileFormat; label: string }[] = [
  { id: 'md', label: 'Markdown' },
  { id: 'json', label: 'JSON' },
  { id: 'csv', label: 'CSV tables (ZIP)' },
  { id: 'junit', label: 'JUnit XML of criteria' },
]

export function saveFile({ fileName, mediaType, content }: SavedFile): void {
  const url = URL.createObjectURL(new Blob([Uint8Array.from(content)], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
