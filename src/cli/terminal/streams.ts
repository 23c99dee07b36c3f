/**
 * Standard output and error of the process: a reader that goes away (`| head`) is no mistake of anybody, a full disk is
 * one that must be told, and nothing that was written may be lost at the end.
 */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'

export interface GuardedStreams {
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  /** What went wrong with standard output, but for a reader that went away. */
  readonly fault: Error | null
}

export function guardStreams(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): GuardedStreams {
  let fault: Error | null = null
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fault ??= error
  })
  // Nobody is left to be told.
  stderr.on('error', () => {})
  return {
    stdout,
    stderr,
    get fault() {
      return fault
    },
  }
}

/** Ends the process when everything is written; with "results could not be written" when standard output took them not. */
export async function endProcess(streams: GuardedStreams, exitCode: () => number): Promise<never> {
  await Promise.all([written(streams.stdout), written(streams.stderr)])
  const { fault } = streams
  if (fault !== null) {
    streams.stderr.write(`error: Standard output could not be written: ${fault.message}\n`)
    await written(streams.stderr)
  }
  const code = exitCode()
  const outranks = code === EXIT_CODES.bug || code === EXIT_CODES.usage || code === EXIT_CODES.nothingMeasured
  process.exit(fault === null || outranks ? code : EXIT_CODES.notWritten)
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.errored !== null || !stream.writable) resolve()
    else {
      stream.once('error', () => resolve())
      stream.write('', () => resolve())
    }
  })
}
