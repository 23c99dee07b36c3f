/**
 * What can go wrong with the history, in sentences that say what to do. Whoever gets one can go on: what was measured is
 * still in memory, and may be printed and exported.
 */

export type HistoryErrorCode =
  /** Written by a newer version of the program. */
  | 'newer'
  /** Not readable as what it should be. */
  | 'damaged'
  /** A sound SQLite file of another program. */
  | 'foreign'
  | 'readOnly'
  | 'full'
  | 'locked'
  /** The disk or the folder does not answer. */
  | 'unreachable'
  /** No such file, or no such run. */
  | 'notFound'
  /** A run's short name fits several. */
  | 'ambiguous'
  /** Not possible while the run is going on. */
  | 'running'
  /** Not done, for a reason that its sentence tells. */
  | 'refused'

export class HistoryError extends Error {
  override readonly name = 'HistoryError'
  readonly code: HistoryErrorCode

  constructor(code: HistoryErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** Runs `action`; what SQLite or the file system throw comes out as a HistoryError, all else as it is. */
export function withHistoryErrors<T>(file: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw asHistoryError(error, file)
  }
}

/** The HistoryError for an error of SQLite or of the file system; any other error is returned unchanged. */
export function asHistoryError(error: unknown, file: string): unknown {
  if (error instanceof HistoryError || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const historyCode = historyCodeOf(code)
  return historyCode === null ? error : new HistoryError(historyCode, sentence(historyCode, file, code), error)
}

/** Extended SQLite result codes (https://sqlite.org/rescode.html) and errno names. */
function historyCodeOf(code: string): HistoryErrorCode | null {
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT') return 'full'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || code === 'SQLITE_PROTOCOL') return 'locked'
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') return 'readOnly'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'readOnly'
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'damaged'
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) return 'unreachable'
  if (['ENOTDIR', 'EISDIR', 'ENOENT', 'EIO', 'ENAMETOOLONG', 'ELOOP', 'EMFILE', 'ENFILE', 'EEXIST'].includes(code)) {
    return 'unreachable'
  }
  return null
}

function sentence(code: HistoryErrorCode, file: string, cause: string): string {
  switch (code) {
    case 'full':
      return `There is no room left for the history ${file}. Free some space on its disk, or name another file with --history.`
    case 'locked':
      return `Another program holds the history ${file} and does not let go. Close it, or name another file with --history.`
    case 'readOnly':
      return `The history ${file} cannot be written: the file or its folder is read-only. Allow writing, or name another file with --history.`
    case 'damaged':
      return `The history ${file} is damaged. Open it for writing, with any run: it is then kept under another name and a new one is begun.`
    case 'unreachable':
      return `The history ${file} cannot be opened (${cause}). Check that its folder and disk are there, or name another file with --history.`
    case 'newer':
      return `The history ${file} was written by a newer version of Loadwright. Update Loadwright to write to it.`
    case 'foreign':
      return `${file} is a database of another program. Name another file with --history.`
    case 'notFound':
      return `There is no history at ${file} yet. It is begun by the first run.`
    case 'ambiguous':
    case 'running':
    case 'refused':
      return `The history ${file} cannot do this now.`
    default:
      return unknownCode(code)
  }
}

function unknownCode(code: never): never {
  throw new Error(`unknown history error ${String(code)}`)
}
