/** What all runs of one `loadwright run` share. */
import type { Preflights } from '../../host/preflight/preflight.ts'
import type { SpawnEngine } from '../../host/runs/engineProcess.ts'
import type { History } from '../../host/storage/history.ts'
import type { CliContext } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'
import type { CommandLines } from './commandLines.ts'
import type { Side } from './plannedRuns.ts'
import type { RunOptions } from './runOptions.ts'
import type { StopSignals } from './stopSignals.ts'

export interface Session {
  context: CliContext
  options: RunOptions
  history: OpenedHistory
  spawn: SpawnEngine
  signals: StopSignals
  /** Of each target; null with --no-preflight. */
  preflights: Map<Side | null, Preflights> | null
  commands: CommandLines | null
}

/** Either a history, or why there is none. */
export interface OpenedHistory {
  history: History | null
  reason: string | null
  notices: string[]
}

export function warning({ err }: CliContext, sentence: string): string {
  return `${err.paint.yellow('warning:')} ${plainText(sentence)}`
}

export function failure({ err }: CliContext, sentence: string): string {
  return `${err.paint.red('error:')} ${plainText(sentence)}`
}
