/** The answer of `loadwright check`: what is wrong, or what the plan would do. It is data, so it goes to stdout. */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { CHECK_SCHEMA_VERSION, type CheckDocument, type PlanOutline } from '../../core/plan/checkDocument.ts'
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { formatDurationCompact } from '../../core/units/duration.ts'
import { codeReader } from '../../host/plans/codeReader.ts'
import { loadPlan } from '../../host/plans/loadPlan.ts'
import { childProcessEngines } from '../../host/runs/engineProcess.ts'
import { describeLoad } from '../../host/runs/runSettings.ts'
import type { CliContext, TerminalStyle } from '../cliContext.ts'
import { problemLines } from '../plan/problemLines.ts'
import { readAssignments } from '../run/runOptions.ts'
import { asciiText, plainText } from '../terminal/plainText.ts'
import { renderTable, type TableColumn } from '../terminal/table.ts'

interface CheckOptions {
  /** `NAME=VALUE` */
  assignments: string[]
  json: boolean
}

const SHOWN_ENDPOINTS = 40

export async function checkPlanFile(planFile: string, options: CheckOptions, context: CliContext): Promise<void> {
  const environment = { ...context.environment, ...readAssignments(options.assignments) }
  const loaded = await loadPlan(planFile, {
    environment,
    readCode: codeReader(childProcessEngines(context.engineFile)),
  })
  const { plan, problems } = loaded
  if (options.json) {
    const answer: CheckDocument = {
      schemaVersion: CHECK_SCHEMA_VERSION,
      ok: plan !== null,
      problems: [...problems],
      plan: plan === null ? null : outline(plan),
    }
    context.print(`${JSON.stringify(answer, null, 2)}\n`)
  } else {
    const lines = [...problemLines(loaded, context.out), ...(plan === null ? [] : outlineLines(plan, context.out))]
    context.print(lines.map((line) => `${context.out.unicode ? line : asciiText(line)}\n`).join(''))
  }
  context.exitWith(plan === null ? EXIT_CODES.usage : EXIT_CODES.ok)
}

/** What the plan would do, for programs. */
function outline({ name, target, users, scenarios, endpoints }: CompiledPlan): PlanOutline {
  return {
    name,
    target,
    users: users.map((user) => ({ name: user.name, weight: user.weight, tasks: user.tasks.map((task) => task.name) })),
    scenarios: scenarios.map((scenario) => ({
      name: scenario.name,
      purpose: scenario.purpose,
      load: describeLoad(scenario.load),
      warmUpMs: scenario.warmUpMs,
      users: scenario.users.map(({ type, weight }) => ({ name: users[type]!.name, weight })),
      criteria: scenario.criteria.length,
    })),
    endpoints: endpoints.map((endpoint) => ({ name: endpoint.name, kind: endpoint.kind })),
  }
}

const TWO_COLUMNS: TableColumn[] = [
  { head: '', align: 'left', rank: 1, shrinks: true },
  { head: '', align: 'left', rank: 1, shrinks: true },
]
const THREE_COLUMNS: TableColumn[] = [...TWO_COLUMNS, { head: '', align: 'left', rank: 2 }]

function outlineLines({ name, target, users, scenarios, endpoints }: CompiledPlan, style: TerminalStyle): string[] {
  const { paint, unicode } = style
  const width = style.interactive ? style.columns() : Infinity
  const layout = { width, unicode, paint, indent: '  ' }
  const userRows = users.map((user) => [
    plainText(user.name),
    `weight ${user.weight}, ${amount(user.tasks.length, 'task')}: ${user.tasks.map((task) => plainText(task.name)).join(', ')}`,
  ])
  const scenarioRows = scenarios.map((scenario) => {
    const warmUp = scenario.warmUpMs > 0 ? `, warm-up ${formatDurationCompact(scenario.warmUpMs)}` : ''
    const load = describeLoad(scenario.load) + warmUp
    return [plainText(scenario.name), load, criteriaAmount(scenario.criteria.length)]
  })
  const shown = endpoints.slice(0, SHOWN_ENDPOINTS)
  const left = endpoints.length - shown.length
  return [
    `${paint.bold(plainText(name))} · ${plainText(target)}`,
    '',
    paint.bold('users'),
    ...renderTable(TWO_COLUMNS, userRows, layout),
    '',
    paint.bold('scenarios'),
    ...renderTable(THREE_COLUMNS, scenarioRows, layout),
    '',
    paint.bold('endpoints'),
    ...renderTable(
      TWO_COLUMNS,
      shown.map((endpoint) => [plainText(endpoint.name), endpoint.kind]),
      layout,
    ),
    ...(left > 0 ? [`  ${left} more`] : []),
    '',
    `${paint.green('✓')} The plan can be run.`,
  ]
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function criteriaAmount(count: number): string {
  return count === 1 ? '1 criterion' : `${count} criteria`
}
