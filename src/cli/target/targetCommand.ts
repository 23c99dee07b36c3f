/** `loadwright target`: the bundled target in a process of its own. All arguments are its own, `--help` too. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import { runTarget } from './runTarget.ts'

export function register(program: Command, context: CliContext): void {
  program
    .command('target')
    .description('Starts the bundled system to practise on.')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[arguments...]', 'see `loadwright target --help`')
    .action(async (args: string[]) => {
      context.exitWith(await runTarget(args, context))
    })
}
