/** The history that a command is to look into. */
import { parsedOrRefused } from '../host/runs/runRefusal.ts'
import type { CliContext } from './cliContext.ts'
import { findHistory } from './findHistory.ts'
import { historyOfPlan, namedHistory } from './historyPath.ts'
import { parsePath } from './run/runOptions.ts'

/**
 * @param named as --history named it
 * @param planFile whose history is taken where none is named; null: that of this folder, above or below it
 * @throws CommandError (wrong usage) when there is none, or the file is of another kind
 */
export function askedHistory(
  named: string | undefined,
  context: Pick<CliContext, 'cwd' | 'say'>,
  planFile: string | null = null,
): string {
  if (named !== undefined) return namedHistory(parsedOrRefused('--history', named, parsePath))
  return planFile === null ? findHistory(context) : historyOfPlan(planFile)
}
