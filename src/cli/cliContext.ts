/**
 * What a command of the terminal is given: streams, environment, what the terminal can show, and where the other processes
 * of the product are. Commands use nothing of `process` themselves, but for signals.
 */
import { createColors } from 'picocolors'
import { canShowColour, canShowUnicode } from './terminal/capabilities.ts'
import { asciiText } from './terminal/plainText.ts'

/** What can be shown on one stream. */
export interface TerminalStyle {
  /** A person sits in front of it, and it is not `TERM=dumb`. */
  interactive: boolean
  colour: boolean
  /** False: only ASCII may be printed, because the locale is not UTF-8. */
  unicode: boolean
  /** Changes when the window does. Of what is no window: COLUMNS, else enough for a log. */
  columns: () => number
  /** Colours that do nothing where `colour` is false. */
  paint: ReturnType<typeof createColors>
}

export interface CliContext {
  /** For data. Nothing else is written to it. */
  stdout: NodeJS.WriteStream
  /** For people. */
  stderr: NodeJS.WriteStream
  stdin: NodeJS.ReadStream
  environment: Record<string, string | undefined>
  cwd: string
  version: string
  out: TerminalStyle
  err: TerminalStyle
  /** Runs in CI, as the variable `CI` says. */
  ci: boolean
  /** The built engine beside the built command line; its source when run from source. */
  engineFile: string
  /** The bundled target, as a process of its own. */
  targetFile: string
  /** The worker that reads the history for the workbench. */
  readerFile: string
  /** The built page of the workbench. */
  rendererFolder: string
  platform: NodeJS.Platform
  /** Writes a line for people, in ASCII where nothing else can be shown. Text of others (names, messages, server text) goes through `plainText` before. */
  say(line: string): void
  /** Writes data; a line break is not added. */
  print(data: string): void
  /** The code the process ends with once the command is over; the last call counts. Without any it is 0. */
  exitWith(code: number): void
}

/** Ends a command: the sentence is printed, the process ends with the code. Anything else that is thrown is a bug (1). */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

export interface ProcessParts extends Pick<
  CliContext,
  | 'stdout'
  | 'stderr'
  | 'stdin'
  | 'environment'
  | 'cwd'
  | 'version'
  | 'engineFile'
  | 'targetFile'
  | 'readerFile'
  | 'rendererFolder'
  | 'platform'
  | 'exitWith'
> {
  /** `--no-color` was given. */
  noColour: boolean
}

export function createCliContext({ noColour, ...parts }: ProcessParts): CliContext {
  const { stdout, stderr, environment, platform } = parts
  const styleOf = (stream: NodeJS.WriteStream): TerminalStyle => {
    const interactive = stream.isTTY === true && environment.TERM !== 'dumb'
    const colour = canShowColour({ environment, interactive, refused: noColour })
    return {
      interactive,
      colour,
      unicode: canShowUnicode(environment, platform),
      columns: () => (stream.isTTY === true && stream.columns > 0 ? stream.columns : logColumns(environment)),
      paint: createColors(colour),
    }
  }
  const err = styleOf(stderr)
  return {
    ...parts,
    out: styleOf(stdout),
    err,
    ci: isSet(environment.CI) && environment.CI !== 'false' && environment.CI !== '0',
    say: (line) => void stderr.write(`${err.unicode ? line : asciiText(line)}\n`),
    print: (data) => void stdout.write(data),
  }
}

const LOG_COLUMNS = 100

function logColumns({ COLUMNS }: ProcessParts['environment']): number {
  const columns = /^\d{1,4}$/.test(COLUMNS ?? '') ? Number(COLUMNS) : 0
  return columns >= 20 ? columns : LOG_COLUMNS
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
