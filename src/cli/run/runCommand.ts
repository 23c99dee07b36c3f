/** `loadwright run`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { RunFlags } from './runOptions.ts'

const AFTER_HELP = `
Exit codes:
  0    all criteria met (or what was passed is not in --fail-on)
  1    a bug of Loadwright
  2    wrong usage, or a plan with errors
  3    the target could not be reached, nothing was measured
  4    results could not be written; the summary is printed all the same
  97   over target, with --fail-on target
  98   regression, with --fail-on regression
  99   a maximum was passed
  100  inconclusive: the generator could not be trusted, or too few samples
  130  stopped by SIGINT (Ctrl-C); what was measured is saved
  143  stopped by SIGTERM; what was measured is saved
  When several apply: the first of 1 2 3 4 130 143 100 99 98 97, where 100 comes
  before 99 only when the failing metric itself cannot be trusted.
  Only 99 means the same as in k6, which uses 97, 98 and 100 for other things.

How far runs of one build differ is known from several of each: --repeat makes them, all scenarios, then
all again. --ab runs two targets in short blocks one after the other (A B B A A B …), so that a machine
which gets slower does so for both, and compares them in pairs; --run-time is the length of a block.
A comparison without enough data ends with 100 only when --fail-on names inconclusive.

The first Ctrl-C stops gracefully, the second stops now. Results are saved either way.

Environment: LOADWRIGHT_HOST, _USERS, _SPAWN_RATE, _RUN_TIME, or LOCUST_HOST and so
on, stand in for the options of that name. An option wins over LOADWRIGHT_…, that
over LOCUST_…; an empty variable counts as not set.`

export function register(program: Command, context: CliContext): void {
  program
    .command('run')
    .description('Runs scenarios of a plan one after the other; all, in the order of the plan, when none is named.')
    .argument('<plan>', 'a plan file, such as shop.plan.yaml or shop.plan.ts')
    .argument('[scenarios...]', 'names of scenarios')
    .option('-H, --host <url>', "instead of the plan's target")
    .option('-u, --users <n>', "instead of the scenario's users")
    .option('-r, --spawn-rate <n>', 'users started per second')
    .option('-t, --run-time <duration>', "instead of the scenario's duration: 300s, 20m, 1h30m, or seconds")
    .option('-e, --env <name=value>', 'a value for ${NAME} in the plan; may be repeated', collect)
    .option('--build <label>', 'the build under test (default: from CI variables or git)')
    .option('--baseline <build>', 'compare with it: a build, a run, or `starred`, the one that was set')
    .option('--repeat <n>', 'each scenario so many times, 1 to 50; with --ab, pairs (default: 5)')
    .option('--ab <hosts...>', 'two hosts in turn, compared in pairs: --ab HOST_A HOST_B')
    .option('--build-a <label>', 'the build at the first of them (default: the host)')
    .option('--build-b <label>', 'the build at the second')
    .option('--fail-on <list>', 'of: maximum, regression, inconclusive, target (default: maximum,inconclusive)')
    .option('-o, --out <dir>', 'where reports go', 'results')
    .option('-f, --format <list>', 'of: md, json, junit, csv', 'md,json')
    .option('--history <file>', 'the database (default: .loadwright/history.db beside the plan or above)')
    .option('--processes <n>', 'engine processes (default: one per core, less one)')
    .option('--seed <n>', 'makes random choices repeatable (default: another one each time, printed)')
    .option('--progress <mode>', 'auto, tty, plain, json or none', 'auto')
    .option('--strict', 'does not start a run that the preflight warns of')
    .option('--no-preflight', 'does not try one iteration of each user, and the machine, before a run')
    .option('--steer', 'takes commands from stdin while it runs, a JSON object a line')
    .option('--json', 'prints the report as JSON on stdout')
    .option('-q, --quiet', 'prints the verdict only')
    .addHelpText('after', AFTER_HELP)
    .action(async (plan: string, scenarios: string[], flags: RunFlags) => {
      const { readRunOptions } = await import('./runOptions.ts')
      const { scenariosBehindHosts } = await import('./abOptions.ts')
      const options = readRunOptions(flags, context)
      // Only now what is native, and much: wrong usage is answered before.
      const { runScenarios } = await import('./runScenarios.ts')
      await runScenarios(plan, [...scenarios, ...scenariosBehindHosts(flags)], options, context)
    })
}

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text]
}
