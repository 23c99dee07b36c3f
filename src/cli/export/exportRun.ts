/** Exports a run: read second by second, written as fast as the reader takes it, never half a file under its final name. */
import { once } from 'node:events'
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { parseDuration } from '../../core/units/duration.ts'
import { EXPORT_FORMATS, exportText, type ExportFormat } from '../../host/exports/exportFormats.ts'
import type { ExportSource } from '../../host/exports/exportSource.ts'
import { reportOfRun } from '../../host/runs/runReport.ts'
import type { History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { askedHistory } from '../askedHistory.ts'
import { asCommandError, openHistoryToRead } from '../historyFile.ts'
import { parsePath } from '../run/runOptions.ts'
import { parsedOrRefused, quotedValue } from '../../host/runs/runRefusal.ts'
import { plainText } from '../terminal/plainText.ts'

export interface ExportFlags {
  format: string
  out?: string
  endpoint?: string
  from?: string
  to?: string
  history?: string
}

/** @throws CommandError (wrong usage, or it could not be written) */
export async function exportRun(reference: string, flags: ExportFlags, context: CliContext): Promise<void> {
  const format = readFormat(flags.format)
  const fromS = readSeconds('--from', flags.from) ?? 0
  const toS = readSeconds('--to', flags.to) ?? Infinity
  if (toS <= fromS) throw usage('--to must be later than --from.')
  const out = flags.out === undefined ? null : resolve(context.cwd, parsedOrRefused('--out', flags.out, parsePath))
  const file = askedHistory(flags.history, context)
  const history = openHistoryToRead(file)
  try {
    for (const { message } of history.notices) context.say(plainText(message))
    const source = sourceOf(history, reference, { fromS, toS, endpoint: flags.endpoint ?? null })
    const parts = Readable.from(exportText(format, source))
    if (out === null) await toStandardOutput(parts, context)
    else await toFile(parts, out)
  } catch (error) {
    throw error instanceof HistoryError ? usage(error.message) : error
  } finally {
    history.close()
  }
  if (out !== null) context.say(`written: ${plainText(flags.out!)}`)
}

function sourceOf(
  history: History,
  reference: string,
  part: Pick<ExportSource, 'fromS' | 'toS' | 'endpoint'>,
): ExportSource {
  return asCommandError(() => {
    const reader = history.findRun(reference)
    const { endpoint } = part
    const names = [...new Set(reader.series().map((series) => series.endpoint))]
    if (endpoint !== null && !names.includes(endpoint)) {
      const meant = nearestName(endpoint, names)
      const hint = meant === null ? '' : ` Did you mean ${plainText(meant)}?`
      throw usage(`The run has no endpoint ${quotedValue(endpoint)}.${hint}`)
    }
    return { run: reader.run(), reader, report: () => reportOfRun(history, reader), ...part }
  })
}

/** A reader that has had enough (`| head`) is no mistake; a full disk behind it is told by guardStreams. */
async function toStandardOutput(parts: Readable, { stdout }: CliContext): Promise<void> {
  let isBroken = false
  const broken = new Promise<void>((resolve) => {
    stdout.once('error', () => {
      isBroken = true
      resolve()
    })
  })
  for await (const part of parts) {
    if (!stdout.write(part)) await Promise.race([once(stdout, 'drain').catch(() => {}), broken])
    if (isBroken) return
  }
}

/** Under its name only when it is whole. @throws CommandError when it cannot be written */
async function toFile(parts: Readable, file: string): Promise<void> {
  const isOrdinary = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true
  // A device or a pipe is written to; it cannot be put in place of anything.
  const partial = isOrdinary ? `${file}.partial` : file
  try {
    await pipeline(parts, createWriteStream(partial))
    if (isOrdinary) renameSync(partial, file)
  } catch (error) {
    if (isOrdinary) rmSync(partial, { force: true })
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || syscall === undefined) throw error
    throw new CommandError(EXIT_CODES.notWritten, `${plainText(file)} could not be written: ${code}.`)
  }
}

function readFormat(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((one) => one === text)
  if (format !== undefined) return format
  const meant = nearestName(text, EXPORT_FORMATS)
  const hint = meant === null ? '' : ` Did you mean ${meant}?`
  throw usage(`--format is ${quotedValue(text)}; it must be one of ${EXPORT_FORMATS.join(', ')}.${hint}`)
}

/** Whole seconds: finer than that nothing is kept. */
function readSeconds(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const ms = parsedOrRefused(option, text, parseDuration)
  if (ms % 1000 !== 0) throw usage(`${option} must be whole seconds: finer than that nothing is kept.`)
  return ms / 1000
}

function usage(sentence: string): CommandError {
  return new CommandError(EXIT_CODES.usage, sentence)
}
