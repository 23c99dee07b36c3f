// What is told when reports cannot be written: the run was made, its results are in the history, only files are missing.

export interface ReportWriteErrorDetails {
  /** What could not be written. */
  path: string
  /** Files that had been written completely before. */
  written: readonly string[]
  cause: unknown
}

/** The message is a plain sentence for the user, with the path and what to do. */
export class ReportWriteError extends Error {
  override name = 'ReportWriteError'
  readonly path: string
  readonly written: readonly string[]

  constructor(message: string, { path, written, cause }: ReportWriteErrorDetails) {
    super(message, { cause })
    this.path = path
    this.written = written
  }
}

/** Turns what the file system said into a ReportWriteError; one that already is one stays. */
export function reportWriteError(cause: unknown, path: string, written: readonly string[]): ReportWriteError {
  if (cause instanceof ReportWriteError) return cause
  return new ReportWriteError(`Reports could not be written: ${reason(cause, path)}`, { path, written, cause })
}

function reason(cause: unknown, path: string): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `${path} must not be written by this user. Choose another folder with --out, or change its permissions.`
    case 'EROFS':
      return `${path} is on a file system that cannot be written. Choose another folder with --out.`
    case 'ENOSPC':
      return `the disk with ${path} is full. Free some space, or choose another folder with --out.`
    case 'EDQUOT':
      return `the disk quota for ${path} is used up. Free some space, or choose another folder with --out.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path}, or a folder above it, is a file. Choose a folder with --out.`
    case 'ENAMETOOLONG':
      return `the path ${path} is too long for this system. Choose a shorter one with --out.`
    case 'EMFILE':
    case 'ENFILE':
      return `too many files are open. Close some programs, then write the reports again with "loadwright report last".`
    default:
      return `${path}: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}
