/** `loadwright check`: reads a plan as `run` would, and runs nothing. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'

interface CheckFlags {
  env?: string[]
  json?: boolean
}

export function register(program: Command, context: CliContext): void {
  program
    .command('check')
    .description(
      'Reads a plan, lists every problem with file:line:column, and says what the plan would do. Runs nothing.',
    )
    .argument('<plan>', 'a plan file, such as shop.plan.yaml or shop.plan.ts')
    .option('-e, --env <name=value>', 'a value for ${NAME} in the plan; may be repeated', (text, before?: string[]) => [
      ...(before ?? []),
      text,
    ])
    .option('--json', 'prints the problems as JSON')
    .addHelpText('after', '\nExit codes: 0 the plan can be run (there may be warnings), 2 it cannot.')
    .action(async (plan: string, flags: CheckFlags) => {
      const { checkPlanFile } = await import('./checkPlanFile.ts')
      await checkPlanFile(plan, { assignments: flags.env ?? [], json: flags.json === true }, context)
    })
}
