/** The starred builds: shown, set, cleared. */
import { existsSync } from 'node:fs'
import {
  BASELINE_SCHEMA_VERSION,
  type Baseline,
  type BaselineDocument,
} from '../../core/comparison/baselineDocument.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { NOT_APPLICABLE } from '../../core/units/number.ts'
import { buildName } from '../../host/comparison/runFacts.ts'
import { openHistory, type History } from '../../host/storage/history.ts'
import { HistoryError } from '../../host/storage/historyError.ts'
import type { RunSummary } from '../../host/storage/newRun.ts'
import type { RanScenario } from '../../host/storage/ranScenarios.ts'
import { fittingScenarios, quoted, type ScenarioChoice } from '../../host/trend/chooseScenario.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { asCommandError, openHistoryToRead } from '../historyFile.ts'
import { planAndHistory } from '../planChoice.ts'
import { plainText } from '../terminal/plainText.ts'
import { fittedTable } from '../terminal/fittedTable.ts'
import type { TableColumn } from '../terminal/table.ts'

export interface BaselineFlags {
  plan?: string
  scenario?: string
  target?: string
  clear?: boolean
  history?: string
  json?: boolean
}

const NAMED = 5

/** @throws CommandError (wrong usage; the history cannot be written) */
export function baselines(build: string | undefined, flags: BaselineFlags, context: CliContext): void {
  if (build !== undefined && flags.clear === true)
    throw new CommandError(EXIT_CODES.usage, 'Either name a build, or give --clear.')
  const { file, plan } = planAndHistory(flags.plan, flags.history, context)
  const isChange = build !== undefined || flags.clear === true
  const history = isChange ? openToWrite(file) : openHistoryToRead(file)
  try {
    for (const { message } of history.notices) context.say(plainText(message))
    const choice: ScenarioChoice = {
      ...(plan === undefined ? {} : { plan }),
      ...(flags.scenario === undefined ? {} : { scenario: flags.scenario }),
      ...(flags.target === undefined ? {} : { target: flags.target }),
    }
    const fitting = asCommandError(() => fittingScenarios(history.ranScenarios(), choice))
    const shown =
      build !== undefined
        ? [setBaseline(history, build, fitting)]
        : flags.clear === true
          ? [clearBaseline(history, fitting, context)]
          : fitting.map((one) => baselineOf(history, one))
    const document: BaselineDocument = { schemaVersion: BASELINE_SCHEMA_VERSION, baselines: shown }
    if (flags.json === true) context.print(`${JSON.stringify(document, null, 2)}\n`)
    else context.print(`${table(shown, context)}\n`)
  } finally {
    history.close()
  }
}

function setBaseline(history: History, build: string, fitting: readonly RanScenario[]): Baseline {
  const runs = asCommandError(() => history.listRuns({ build })).filter(
    ({ status }) => status !== 'running' && status !== 'failed',
  )
  const ran = fitting.filter((one) => runs.some((run) => isOf(run, one)))
  if (ran.length === 0) throw unknownBuild(history, build, fitting)
  const [meant] = onlyOne(ran, `${quoted(build)} was run`)
  // The name that others know it by, though it was found by its commit.
  const name = buildName(runs.find((run) => isOf(run, meant))!.build) ?? build
  write(history, meant, name)
  return baselineOf(history, meant)
}

function clearBaseline(history: History, fitting: readonly RanScenario[], context: CliContext): Baseline {
  const set = fitting.filter((one) => history.baseline(one) !== null)
  if (set.length === 0) {
    const [meant] = onlyOne(fitting, 'There is no baseline, but there are runs')
    context.say('There was no baseline.')
    return baselineOf(history, meant)
  }
  const [meant] = onlyOne(set, 'There is a baseline')
  write(history, meant, null)
  return baselineOf(history, meant)
}

function write(history: History, { planName, scenario, target }: RanScenario, build: string | null): void {
  try {
    history.setBaseline({ planName, scenario, target }, build)
  } catch (error) {
    throw error instanceof HistoryError ? new CommandError(EXIT_CODES.notWritten, error.message) : error
  }
}

/** @throws CommandError when several are meant, with what there is */
function onlyOne(ran: readonly RanScenario[], what: string): [RanScenario] {
  const [first] = ran
  if (first !== undefined && ran.length === 1) return [first]
  const names = ran.slice(0, NAMED).map(({ planName, scenario, target }) => `${planName} · ${scenario} · ${target}`)
  const more = ran.length > NAMED ? `, and ${ran.length - NAMED} more` : ''
  throw new CommandError(
    EXIT_CODES.usage,
    `${what} in several places: ${names.join(', ')}${more}. Say which with --plan, --scenario and --target.`,
  )
}

function unknownBuild(history: History, build: string, fitting: readonly RanScenario[]): CommandError {
  const known = history.scenarioBuilds().filter((one) => fitting.some((other) => isOf(one, other)))
  const names = [...new Set(known.flatMap(({ builds }) => builds.map((own) => own.build)))]
  const meant = nearestName(build, names)
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  const hint =
    names.length === 0
      ? 'No run there names a build (`loadwright run --build LABEL`).'
      : meant === null
        ? `There are ${names.slice(0, NAMED).map(quoted).join(', ')}${more}.`
        : `Did you mean ${quoted(meant)}?`
  return new CommandError(EXIT_CODES.usage, `No run of a build ${quoted(build)} has ended there. ${hint}`)
}

function isOf(run: Pick<RunSummary, 'planName' | 'scenario' | 'target'>, one: RanScenario): boolean {
  return run.planName === one.planName && run.scenario === one.scenario && run.target === one.target
}

function baselineOf(history: History, { planName, scenario, target }: RanScenario): Baseline {
  return { planName, scenario, target, baseline: history.baseline({ planName, scenario, target }) }
}

function openToWrite(file: string): History {
  // Opening would begin one.
  if (!existsSync(file)) return openHistoryToRead(file)
  try {
    return openHistory(file)
  } catch (error) {
    throw error instanceof HistoryError ? new CommandError(EXIT_CODES.notWritten, error.message) : error
  }
}

const COLUMNS: TableColumn[] = [
  { head: 'baseline', align: 'left', rank: 1, shrinks: true },
  { head: 'plan', align: 'left', rank: 1, shrinks: true },
  { head: 'scenario', align: 'left', rank: 1, shrinks: true },
  { head: 'target', align: 'left', rank: 2, shrinks: true },
]

function table(shown: readonly Baseline[], { out }: CliContext): string {
  const rows = shown.map(({ planName, scenario, target, baseline }) => [
    ...(baseline === null ? [NOT_APPLICABLE] : [plainText(baseline)]),
    plainText(planName),
    plainText(scenario),
    plainText(target),
  ])
  return fittedTable(COLUMNS, rows, out).join('\n')
}
