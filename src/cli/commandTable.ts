/**
 * The commands. Each is imported only when it is the one that was asked for, so that `--help` and `--version` load nothing;
 * the others are known by name and summary.
 */
import type { Command } from 'commander'
import type { CliContext } from './cliContext.ts'

export interface CommandModule {
  /** Adds the command, with its options and its action, to the program. */
  register: (program: Command, context: CliContext) => void
}

export interface CommandEntry {
  name: string
  /** As in `--help`. */
  usage: string
  summary: string
  load: () => Promise<CommandModule>
}

export const COMMANDS: CommandEntry[] = [
  {
    name: 'run',
    usage: '[options] <plan> [scenarios...]',
    summary: 'run scenarios one after the other (all, when none is named)',
    load: () => import('./run/runCommand.ts'),
  },
  {
    name: 'check',
    usage: '[options] <plan>',
    summary: 'read the plan, list every problem, run nothing',
    load: () => import('./check/checkCommand.ts'),
  },
  {
    name: 'debug',
    usage: '[options] <plan>',
    summary: 'one iteration, every request and response in full',
    load: () => import('./debug/debugCommand.ts'),
  },
  {
    name: 'capacity',
    usage: '[options] <plan> [scenario]',
    summary: 'search the largest load that meets all maximums',
    load: () => import('./capacity/capacityCommand.ts'),
  },
  {
    name: 'runs',
    usage: '[options]',
    summary: 'the history, newest first',
    load: () => import('./runs/runsCommand.ts'),
  },
  {
    name: 'compare',
    usage: '[options] <baseline> <candidate>',
    summary: 'two builds: what regressed, by how much, how sure',
    load: () => import('./compare/compareCommand.ts'),
  },
  {
    name: 'trend',
    usage: '[options] <plan> <scenario>',
    summary: 'a scenario over builds: where something changed, by how much, how sure',
    load: () => import('./trend/trendCommand.ts'),
  },
  {
    name: 'baseline',
    usage: '[options] [build]',
    summary: 'the build that others are compared with: shows, sets or clears it',
    load: () => import('./baseline/baselineCommand.ts'),
  },
  {
    name: 'report',
    usage: '[options] <run>',
    summary: 'reports of a past run again',
    load: () => import('./report/reportCommand.ts'),
  },
  {
    name: 'export',
    usage: '[options] <run>',
    summary: 'a past run for other tools: hlog, csv, jtl, k6-json, json',
    load: () => import('./export/exportCommand.ts'),
  },
  {
    name: 'serve',
    usage: '[options] [dir]',
    summary: 'the workbench in a browser',
    load: () => import('./serve/serveCommand.ts'),
  },
  {
    name: 'target',
    usage: '[options]',
    summary: 'the bundled system to practise on',
    load: () => import('./target/targetCommand.ts'),
  },
  {
    name: 'demo',
    usage: '[options]',
    summary: 'starts that target, runs smoke against two builds of it, writes the reports',
    load: () => import('./demo/demoCommand.ts'),
  },
]

/** Described, but not part of this version. */
export const LATER_COMMANDS = ['import']
