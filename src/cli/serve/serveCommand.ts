/** `loadwright serve`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { ServeFlags } from './serveOptions.ts'

const AFTER_HELP = `
The address that is printed holds a token. Whoever has it may start runs and read
the history; without it nobody can. It is a new one each time.

With --host other machines can reach the workbench, without encryption: do so only in
a network that can be trusted. 0.0.0.0 is every address of this machine; a name or an
address, that one only.

Ctrl-C ends it. When a run goes on the first Ctrl-C stops that gracefully, the second
now. Results are saved either way. Closing or reloading the page disturbs no run.

Exit codes:
  0    ended, and no run went on
  1    a bug of Loadwright
  2    wrong usage: no such folder, a port that is taken
  130  SIGINT (Ctrl-C) stopped a run; what was measured is saved
  143  SIGTERM stopped a run; what was measured is saved`

export function register(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('The workbench in a browser: plans, runs, the history.')
    .argument('[dir]', 'the workspace: a folder with plans', '.')
    .option('--port <n>', 'where it listens; 0: any port that is free', '8089')
    .option('--host <address>', 'an address or a name of this machine', '127.0.0.1')
    .option('--read-only', 'shows plans and runs; starts, changes and deletes nothing')
    .option('--no-open', 'does not open the browser')
    .option('--history <file>', 'the database (default: .loadwright/history.db in the workspace)')
    .option('--json', 'prints {"listening": URL} on stdout when it is ready')
    .addHelpText('after', AFTER_HELP)
    .action(async (dir: string, flags: ServeFlags) => {
      const { readServeOptions } = await import('./serveOptions.ts')
      const options = readServeOptions(dir, flags, context)
      const { serveWorkbench } = await import('./serveWorkbench.ts')
      context.exitWith(await serveWorkbench(options, context))
    })
}
