/** `loadwright demo`: its options as `--help` shows them. */
import { Option, type Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { DemoFlags } from './runDemo.ts'

const AFTER_HELP = `
Starts the bundled target on free ports of this machine as three builds: 1.0; 1.1, in which one endpoint is slower; and 1.2,
with the same p95 and a worse p99 of one endpoint. A smoke test of the first two, with reports; then several short runs of
each, and what they say of each other. Nothing is left running. History and reports go to the folder; your own
history is not touched. It takes about three minutes, with --quick half of that, and fewer runs to decide from.

Exit codes: 0 the demonstration worked (whatever the verdicts are), 1 it did not, 4 results could not be written,
130 and 143 stopped by a signal.`

export function register(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('Shows what Loadwright does, on this machine: three builds of the bundled target, two made slower.')
    .option('--folder <dir>', 'where history and reports go', 'loadwright-demo')
    .option('--quick', 'fewer and shorter runs')
    .option('--progress <mode>', 'auto, tty, plain, json or none', 'auto')
    .addOption(new Option('--run-time <duration>', 'of each smoke test').hideHelp())
    .addOption(new Option('--steady-time <duration>', 'of each short run').hideHelp())
    .addOption(new Option('--rounds <n>', 'short runs of each build').hideHelp())
    .addHelpText('after', AFTER_HELP)
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('./runDemo.ts')
      await runDemo(flags, context)
    })
}
