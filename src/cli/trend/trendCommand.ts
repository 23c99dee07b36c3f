/** `loadwright trend`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { TrendFlags } from './showTrend.ts'

const AFTER_HELP = `
What is looked at is runs of one scenario against one target, a point for every build: p50, p95, p99, p99.9
and errors of each endpoint, throughput of users, and how much of arrivals was achieved. Runs that were not
trusted, were steered, or did not end as planned are left out. Another plan, profile, generator host or
generator begins a new stretch, and is no change. From 8 builds on there is a trend. docs/regressions.md
says how.

A change is suspected while fewer than 3 builds show it, then confirmed; it went away when it came back
within 5 builds. q is the share of false ones among changes at least that clear.

Exit codes: 0 shown, whatever was found; 98 with --fail-on regression, when the newest builds show a
regression of importance, suspected or confirmed, that was not set to acknowledged, expected or noise;
2 wrong usage, or no such runs.`

export function register(program: Command, context: CliContext): void {
  program
    .command('trend')
    .description('A scenario over builds: where something changed, by how much, how sure.')
    .argument('<plan>', 'the plan: its name or its file')
    .argument('<scenario>', 'the scenario')
    .option('--metric <metric>', 'one of: p50, p95, p99, p99.9, errors, throughput, achieved')
    .option('--endpoint <name>', 'one endpoint')
    .option('--target <url>', 'the base address (default: that of the newest run)')
    .option('--since <build>', 'the build from which the change in all is told (default: the baseline)')
    .option('--limit <n>', 'the newest so many runs, or `all`', '400')
    .option('--all', 'every series, and changes that do not hold beside the number of series')
    .option('--fail-on <list>', 'of: regression')
    .option('--history <file>', 'the database (default: .loadwright/history.db of the plan)')
    .option('--json', 'prints the trends as JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (plan: string, scenario: string, flags: TrendFlags) => {
      const { showTrend } = await import('./showTrend.ts')
      await showTrend(plan, scenario, flags, context)
    })
}
