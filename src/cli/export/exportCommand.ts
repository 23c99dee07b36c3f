/** `loadwright export`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { ExportFlags } from './exportRun.ts'

const AFTER_HELP = `
Formats:
  hlog     HdrHistogram's log: a histogram of every second and endpoint (microseconds)
  csv      a row for every second, endpoint, user type and outcome
  jtl      JMeter's results: a row for every request
  k6-json  what k6 run --out json writes: lines of JSON for every request
  json     the report, and every second with its histograms

Histograms are kept, not single requests: the rows of jtl and k6-json are read back
off them, each time right within 0.1 %. docs/exports.md says what is exact.

Exit codes: 0 it was exported; 2 wrong usage, or no such run; 4 it could not be written.`

export function register(program: Command, context: CliContext): void {
  program
    .command('export')
    .description(
      'Writes a past run, or one that is going on, for other tools; to standard output unless -o names a file.',
    )
    .argument('<run>', 'the id of a run or its beginning, `last`, or `last~1` for the one before')
    .requiredOption('-f, --format <format>', 'hlog, csv, jtl, k6-json or json')
    .option('-o, --out <file>', 'where it goes (default: standard output)')
    .option('--endpoint <name>', 'only this endpoint, by its name in reports')
    .option('--from <duration>', 'from this time of the run on: 90s, 5m')
    .option('--to <duration>', 'up to this time of the run')
    .option('--history <file>', 'the database (default: .loadwright/history.db here, above or below)')
    .addHelpText('after', AFTER_HELP)
    .action(async (run: string, flags: ExportFlags) => {
      const { exportRun } = await import('./exportRun.ts')
      await exportRun(run, flags, context)
    })
}
