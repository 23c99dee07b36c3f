/** `loadwright capacity`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { CapacityFlags } from './capacityOptions.ts'

const AFTER_HELP = `
Loads are users, or arrivals per second where the scenario has arrivals; everything else is as the plan has it. It rises step by
step until a load does not meet the maximums, bisects, and measures the largest again to confirm it. Each load is a run in the
history, under "SCENARIO (capacity)" and with the tags "capacity" and "capacity ID".

Exit codes:
  0    found and confirmed, or the largest load that was allowed met all maximums
  1    a bug of Loadwright
  2    wrong usage, or a plan with errors
  3    the target could not be reached
  4    a run could not be written to the history
  99   no load met all maximums
  100  inconclusive: the generator was the limit, too few samples, or too few runs
  130  stopped by SIGINT (Ctrl-C), 143 by SIGTERM; the runs that were made are kept`

export function register(program: Command, context: CliContext): void {
  program
    .command('capacity')
    .description('Searches the largest load that meets all maximums of a scenario.')
    .argument('<plan>', 'a plan file, such as shop.plan.yaml or shop.plan.ts')
    .argument('[scenario]', 'its name; may be left out where the plan has one')
    .option('--start <load>', 'where it begins (default: an eighth of what the plan has)')
    .option('--most <load>', 'the most it tries (default: ten times what the plan has)')
    .option('--hold <duration>', 'how long each load is measured', '30s')
    .option('--settle <duration>', 'before that, left out; users start in the first half of it', '5s')
    .option('--tolerance <percent>', 'how near the answer has to be', '5%')
    .option('--confirm <n>', 'further runs that the largest load has to pass', '2')
    .option('--runs <n>', 'at most so many runs', '30')
    .option('-H, --host <url>', "instead of the plan's target")
    .option('-e, --env <name=value>', 'a value for ${NAME} in the plan; may be repeated', collect)
    .option('--build <label>', 'the build under test (default: from CI variables or git)')
    .option('--history <file>', 'the database (default: .loadwright/history.db beside the plan or above)')
    .option('--processes <n>', 'engine processes (default: one per core, less one)')
    .option('--seed <n>', 'makes random choices repeatable (default: another one each time, printed)')
    .option('--progress <mode>', 'auto, tty, plain, json or none', 'auto')
    .option('--json', 'prints the result as JSON on stdout')
    .option('-q, --quiet', 'prints the result only')
    .addHelpText('after', AFTER_HELP)
    .action(async (plan: string, scenario: string | undefined, flags: CapacityFlags) => {
      const { readCapacityOptions } = await import('./capacityOptions.ts')
      const options = readCapacityOptions(flags, context)
      const { findCapacity } = await import('./findCapacity.ts')
      await findCapacity(plan, scenario ?? null, options, context)
    })
}

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text]
}
