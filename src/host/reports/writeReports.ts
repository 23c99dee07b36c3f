// Writes the reports of one command into a folder of their own. Everything is rendered before anything is written, and
// each file appears complete or not at all.
import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder } from '../files/makeFolder.ts'
import type { RunReport } from '../../core/report/report.ts'
import { renderCsv } from './csv.ts'
import { distinctName, fileNamePart, reportFolderName } from './fileNames.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { availableFormats } from './reportFormats.ts'
import type { AvailableFormat } from './reportFormats.ts'
import { ReportWriteError, reportWriteError } from './reportWriteError.ts'

export interface WriteReportsOptions {
  /** Where the folder of the reports goes, such as `results`; made when it is not there. */
  dir: string
  /** Names of formats, as in `--format`. */
  formats: readonly string[]
  /** Becomes part of the folder's name. */
  now: Date
}

export interface WrittenReports {
  /** The new folder, `dir`/NAME. */
  folder: string
  /** Paths of all files, beginning with `folder`, in the order of the formats. */
  files: string[]
}

interface ReportFile {
  name: string
  text: string
}

/**
 * Writes `report.md`, `report.json` (`report-SCENARIO.json` when there are several), `junit.xml` and the CSV tables.
 *
 * @param reports one per scenario, in the order they ran; at least one
 * @throws ReportFormatError for a format that cannot be written, before anything is
 * @throws ReportWriteError when the file system refuses, with a sentence for the user
 */
export async function writeReports(
  reports: readonly RunReport[],
  { dir, formats, now }: WriteReportsOptions,
): Promise<WrittenReports> {
  const [first] = reports
  if (first === undefined) throw new TypeError('writeReports needs at least one report')
  const files = renderFiles(reports, availableFormats(formats))
  const name = reportFolderName(first.run.plan, [...new Set(reports.map((report) => report.run.scenario))], now)
  const folder = await claimFolder(dir, name)
  const written: string[] = []
  for (const file of files) {
    const filePath = path.join(folder, file.name)
    try {
      await writeAtomically(filePath, file.text)
    } catch (error) {
      // An empty folder would look like a report; one with files in it stays, and rmdir would refuse it anyway.
      await rmdir(folder).catch(() => {})
      throw reportWriteError(error, filePath, written)
    }
    written.push(filePath)
  }
  return { folder, files: written }
}

function renderFiles(reports: readonly RunReport[], formats: readonly AvailableFormat[]): ReportFile[] {
  const jsonNames = jsonFileNames(reports)
  return formats.flatMap((format): ReportFile[] => {
    switch (format) {
      case 'md': {
        const dataFiles = formats.includes('json') ? jsonNames : []
        return [{ name: 'report.md', text: renderMarkdown(reports, dataFiles) }]
      }
      case 'json':
        return reports.map((report, index) => ({ name: jsonNames[index] ?? 'report.json', text: renderJson(report) }))
      case 'junit':
        return [{ name: 'junit.xml', text: renderJunit(reports) }]
      case 'csv':
        return renderCsv(reports)
      default: {
        const unknown: never = format
        throw new TypeError(`Unknown format ${String(unknown)}`)
      }
    }
  })
}

function jsonFileNames(reports: readonly RunReport[]): string[] {
  if (reports.length === 1) return ['report.json']
  const taken = new Set<string>()
  return reports.map(
    (report) => `${distinctName(`report-${fileNamePart(report.run.scenario, 'scenario', 40)}`, taken)}.json`,
  )
}

/** Makes the folder, with a number behind its name when another command made one in the same second. */
async function claimFolder(dir: string, name: string): Promise<string> {
  try {
    makeFolder(dir)
  } catch (error) {
    throw reportWriteError(error, dir, [])
  }
  for (let number = 1; number <= 1000; number += 1) {
    const folder = path.join(dir, number === 1 ? name : `${name}-${number}`)
    try {
      await mkdir(folder)
      return folder
    } catch (error) {
      // Made just now by somebody else: theirs.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
        throw reportWriteError(error, folder, [])
    }
  }
  const message = `Reports could not be written: ${dir} already has 1000 folders named ${name}.`
  throw new ReportWriteError(message, { path: dir, written: [], cause: null })
}

/** The text is on the disk before the file gets its name; a file that cannot be completed leaves nothing behind. */
async function writeAtomically(filePath: string, text: string): Promise<void> {
  const temporary = `${filePath}.part`
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, filePath)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
      // The first error is the one to tell.
    })
    throw error
  }
}
