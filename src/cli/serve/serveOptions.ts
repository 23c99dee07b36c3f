/** The options of `loadwright serve`; what is wrong is refused before anything starts. */
import { resolve } from 'node:path'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { quoted } from '../../core/plan/problem.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { namedHistory } from '../historyPath.ts'

/** As commander hands them over. */
export interface ServeFlags {
  port: string
  host: string
  readOnly?: boolean
  open: boolean
  history?: string
  json?: boolean
}

export interface ServeOptions {
  /** Absolute. */
  workspace: string
  /** 0: any free one. */
  port: number
  host: string
  readOnly: boolean
  open: boolean
  /** Absolute. Undefined: in the workspace. */
  historyFile: string | undefined
  json: boolean
}

const HIGHEST_PORT = 65_535
/** Of a name in the DNS. */
const LONGEST_HOST = 253

/** @throws CommandError (wrong usage) */
export function readServeOptions(dir: string, flags: ServeFlags, { cwd }: Pick<CliContext, 'cwd'>): ServeOptions {
  return {
    workspace: resolve(cwd, dir),
    port: readPort(flags.port),
    host: readHost(flags.host),
    readOnly: flags.readOnly ?? false,
    open: flags.open,
    historyFile: flags.history === undefined ? undefined : namedHistory(resolve(cwd, flags.history)),
    json: flags.json ?? false,
  }
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= HIGHEST_PORT) return port
  throw refused(`--port: ${quoted(text)} is no port. Give a number from 0 (any that is free) to ${HIGHEST_PORT}.`)
}

/** Brackets of IPv6 are of URLs. Whether it is one of this machine is seen when it listens. */
function readHost(text: string): string {
  const host = text.trim().replace(/^\[(.*)\]$/, '$1')
  if (host.length <= LONGEST_HOST && /^[\w.:-]+$/.test(host)) return host
  throw refused(`--host: ${quoted(text)} is neither an address nor a name. Give 127.0.0.1, say, or 0.0.0.0 for all.`)
}

function refused(message: string): CommandError {
  return new CommandError(EXIT_CODES.usage, message)
}
