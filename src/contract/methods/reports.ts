/** Reports as files, of several runs at once. */
import { z } from 'zod'
import { subscription } from '../method.ts'
import { runReference } from './runs.ts'

/** What a run's report can be saved as: that of `loadwright report`. */
export const REPORT_FILE_FORMATS = ['md', 'json', 'csv', 'junit'] as const
export type ReportFileFormat = (typeof REPORT_FILE_FORMATS)[number]

/** To be saved. */
export interface SavedFile {
  fileName: string
  mediaType: string
  content: Uint8Array
}

/** Runs whose reports are made at once: each takes up to a second. */
export const MOST_REPORTS = 100

/** How the reports come along; the last value is the file. */
export type ReportsNews =
  | { kind: 'making'; done: number; of: number }
  | ({ kind: 'made'; /** Runs without one, because they go on or are gone. */ left: number } & SavedFile)

export const reportsSchema = z.strictObject({
  runs: z.array(runReference).min(1).max(MOST_REPORTS),
  format: z.enum(REPORT_FILE_FORMATS),
})
export type ReportsQuestion = z.output<typeof reportsSchema>

export const reportsSubscriptions = {
  /** Of one run its report, of several a ZIP of their reports. Ends with the file; unsubscribing gives it up. */
  'runs.reports': subscription<ReportsNews>()(reportsSchema),
}
