/** `loadwright report`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { ReportFlags } from './reportAgain.ts'

const AFTER_HELP = `
With --json and neither -f nor -o nothing is written, only printed.

Exit codes: 0 the reports were made, whatever their verdict is; 2 wrong usage, or
no such run; 4 they could not be written.`

export function register(program: Command, context: CliContext): void {
  program
    .command('report')
    .description('Makes the reports of a past run again, from the history.')
    .argument('<run>', 'the id of a run or its beginning, `last`, or `last~1` for the one before')
    .option('-f, --format <list>', 'of: md, json, junit, csv (default: md,json)')
    .option('-o, --out <dir>', 'where reports go (default: results)')
    .option('--history <file>', 'the database (default: .loadwright/history.db here, above or below)')
    .option('--json', 'prints the report as JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (run: string, flags: ReportFlags) => {
      const { reportAgain } = await import('./reportAgain.ts')
      await reportAgain(run, flags, context)
    })
}
