/** `loadwright baseline`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { BaselineFlags } from './baselines.ts'

const AFTER_HELP = `
One build of each plan, scenario and target is starred: the one others are compared with, as \`starred\`
in \`loadwright compare starred BUILD\`, and the one from which \`loadwright trend\` tells the change in all.
Without BUILD the command shows which are. --plan, --scenario and --target say which is meant where there
are several.

Exit codes: 0 shown, set or cleared; 2 wrong usage, a build that has no run there, or several are meant;
4 the history cannot be written.`

export function register(program: Command, context: CliContext): void {
  program
    .command('baseline')
    .description('The build that others are compared with: shows, sets or clears it.')
    .argument('[build]', 'its label, or its commit (seven digits at least)')
    .option('--plan <plan>', 'the plan: its name or its file')
    .option('--scenario <name>', 'the scenario')
    .option('--target <url>', 'the base address')
    .option('--clear', 'no build is the baseline any more')
    .option('--history <file>', 'the database (default: .loadwright/history.db here, above or below)')
    .option('--json', 'prints the baselines as JSON')
    .addHelpText('after', AFTER_HELP)
    .action(async (build: string | undefined, flags: BaselineFlags) => {
      const { baselines } = await import('./baselines.ts')
      baselines(build, flags, context)
    })
}
