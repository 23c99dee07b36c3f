/** `loadwright compare`: its options as `--help` shows them. */
import type { Command } from 'commander'
import type { CliContext } from '../cliContext.ts'
import type { CompareFlags } from './compareBuilds.ts'

const AFTER_HELP = `
BASELINE and CANDIDATE are labels or commits of builds, ids of runs, \`last\`, \`last~1\`, or several
with commas between them. BASELINE may be \`starred\`: the baseline that was set for this plan,
scenario and target (\`loadwright baseline BUILD\`).

What is compared is runs: one number of each run, endpoint and metric. One run of each build says
nothing of how far runs of one build differ; three of each find 10 %, five find 5 %, on a usual machine.
What the history knows of earlier runs of the same scenario is used. docs/regressions.md says how.

With --capacity BASELINE and CANDIDATE are builds, or ids of searches (that of their first run). Two searches of each build
tell how far searches of one build differ; a change by one of each is told, but has to be confirmed.

Exit codes: 0 compared, whatever the verdict is; 98 regressed, in more than single runs (searches), with --fail-on regression; 100 not enough
data, with --fail-on inconclusive; 2 wrong usage, no such build, or runs that cannot be compared.`

export function register(program: Command, context: CliContext): void {
  program
    .command('compare')
    .description('Two builds: what regressed, what improved, by how much, how sure.')
    .argument('<baseline>', 'a build, a run, or several with commas between; or `starred`')
    .argument('<candidate>', 'the same, of what is judged')
    .option('--plan <plan>', 'the plan, where the builds ran several: its name or its file')
    .option('--scenario <name>', 'the scenario, where they ran several')
    .option('--capacity', 'by their searches of `loadwright capacity`: does the one take less load?')
    .option('--all', 'every metric, also what is unchanged')
    .option('--force', 'compare also runs whose plan or load differ; the result says so')
    .option('--fail-on <list>', 'of: regression, inconclusive')
    .option('--history <file>', 'the database (default: .loadwright/history.db here, above or below)')
    .option('--json', 'prints the comparison as JSON')
    .option('--markdown', 'prints it as Markdown, for a comment on a pull request')
    .addHelpText('after', AFTER_HELP)
    .action(async (baseline: string, candidate: string, flags: CompareFlags) => {
      const { compareBuilds } = await import('./compareBuilds.ts')
      await compareBuilds(baseline, candidate, flags, context)
    })
}
