/** `loadwright runs`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { RunsFlags } from './listHistory.ts'

export function register(program: Command, context: CliContext): void {
  program
    .command('runs')
    .description('The history, newest first.')
    .option('--plan <plan>', 'only runs of this plan: its name, or its file, whose history is then taken')
    .option('--scenario <name>', 'only runs of this scenario')
    .option('--build <label>', 'only runs of this build: its label, or its commit')
    .option(
      '--status <status>',
      'only completed, stopped, stoppedByCriterion, interrupted, failed or running ones; or passed, or inconclusive',
    )
    .option('--limit <n>', 'at most so many; `all` for all', '20')
    .option('--history <file>', 'the database (default: .loadwright/history.db here, above or below)')
    .option('--json', 'prints the list as JSON')
    .action(async (flags: RunsFlags) => {
      const { listHistory } = await import('./listHistory.ts')
      listHistory(flags, context)
    })
}
