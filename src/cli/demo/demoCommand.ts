/** `loadwright demo`: its options as `--help` shows them. */
import { Option, type Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { DemoFlags } from './runDemo.ts'

const AFTER_HELP = `
Starts the bundled target twice on a free port of this machine, as build 1.4.1 and as a slower build 1.4.2, runs a short
smoke test against each, writes the reports, and leaves nothing running. History and reports go to the folder; your own
history is not touched. It takes about a minute.

Exit codes: 0 the demonstration worked (whatever the verdicts are), 1 it did not, 4 results could not be written,
130 and 143 stopped by a signal.`

export function register(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('Shows what Loadwright does, on this machine: two builds of the bundled target, one made slower.')
    .option('--folder <dir>', 'where history and reports go', 'loadwright-demo')
    .option('--progress <mode>', 'auto, tty, plain, json or none', 'auto')
    .addOption(new Option('--run-time <duration>', 'of each run').default('20s').hideHelp())
    .addHelpText('after', AFTER_HELP)
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('./runDemo.ts')
      await runDemo(flags, context)
    })
}
