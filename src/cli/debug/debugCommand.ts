/** `loadwright debug`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { DebugFlags } from './debugPlan.ts'

const AFTER_HELP = `
One user of the plan runs onStart, one iteration of one task, and onStop. Every request, response and WebSocket
message is printed as it happens, bodies up to 16 KB; values of secrets are masked.

Exit codes:
  0    no step failed
  1    a bug of Loadwright
  2    wrong usage, or a plan with errors
  3    the target could not be reached
  4    the HAR file could not be written
  99   a step failed: an unmet expectation, a value that was not found, an unexpected status, a timeout
  130  stopped by SIGINT (Ctrl-C); what had happened until then is printed
  143  stopped by SIGTERM`

export function register(program: Command, context: CliContext): void {
  program
    .command('debug')
    .description('Runs one iteration of one user, and prints every request and response in full.')
    .argument('<plan>', 'a plan file, such as shop.plan.yaml or shop.plan.ts')
    .option('--user <name>', 'the user (default: the first of the plan, or the one that has the task)')
    .option('--task <name>', 'the task (default: the first of the user)')
    .option('--har <file>', 'writes the exchanges as an HTTP Archive 1.2, too')
    .option('--json', 'prints the exchanges as JSON')
    .option('-H, --host <url>', "instead of the plan's target")
    .option('-e, --env <name=value>', 'a value for ${NAME} in the plan; may be repeated', (text, before?: string[]) => [
      ...(before ?? []),
      text,
    ])
    .option('--seed <n>', 'makes random choices repeatable (default: another one each time, printed)')
    .addHelpText('after', AFTER_HELP)
    .action(async (plan: string, flags: DebugFlags) => {
      const { debugPlan } = await import('./debugPlan.ts')
      await debugPlan(plan, flags, context)
    })
}
