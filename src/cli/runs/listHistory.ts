/** The runs of a history with what decides about each: verdict, p95, rate, failures. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import {
  RUN_LIST_SCHEMA_VERSION,
  type ListedRunDocument,
  type RunListDocument,
} from '../../core/report/runListDocument.ts'
import { RUN_STATUSES, type PreviousRun, type RunReport, type RunStatus } from '../../core/report/report.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { NOT_APPLICABLE } from '../../core/units/number.ts'
import { formatShare } from '../../core/units/percent.ts'
import { formatRate } from '../../core/units/rate.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { readableRow } from '../../host/runs/runReport.ts'
import type { History } from '../../host/storage/history.ts'
import type { RunSummary } from '../../host/storage/newRun.ts'
import { CommandError, type CliContext, type TerminalStyle } from '../cliContext.ts'
import { asCommandError, openHistoryToRead } from '../historyFile.ts'
import { askedHistory } from '../askedHistory.ts'
import { isRunOfPlan } from '../planInHistory.ts'
import { parsedOrRefused, quotedValue } from '../../host/runs/runRefusal.ts'
import { plainText } from '../terminal/plainText.ts'
import { fittedTable } from '../terminal/fittedTable.ts'
import type { TableCell, TableColumn } from '../terminal/table.ts'

export interface RunsFlags {
  plan?: string
  scenario?: string
  build?: string
  status?: string
  limit: string
  history?: string
  json?: boolean
}

type Verdict = RunReport['verdict']['status']

const VERDICTS: Verdict[] = ['passed', 'failed', 'inconclusive']

interface ListedRun {
  run: RunSummary
  /** Null: it is damaged. */
  numbers: PreviousRun | null
}

/** @throws CommandError (wrong usage) */
export function listHistory(flags: RunsFlags, context: CliContext): void {
  const limit = parsedOrRefused('--limit', flags.limit, parseLimit)
  const status = flags.status === undefined ? null : readStatus(flags.status)
  const planFile = flags.plan !== undefined && isFile(resolve(flags.plan)) ? resolve(flags.plan) : null
  const file = askedHistory(flags.history, context, planFile)
  const isOfPlan =
    planFile === null
      ? null
      : (run: RunSummary): boolean => run.planFile !== null && isRunOfPlan(file, run.planFile, planFile)
  const history = openHistoryToRead(file)
  try {
    for (const { message } of history.notices) context.say(plainText(message))
    // One more than shown tells whether there are more.
    const found = asCommandError(() => findRuns(history, flags, isOfPlan, status, limit + 1))
    const listed = asCommandError(() =>
      found.slice(0, limit).map((run): ListedRun => ({ run, numbers: readableRow(history, run) })),
    )
    if (flags.json === true) {
      const document: RunListDocument = { schemaVersion: RUN_LIST_SCHEMA_VERSION, runs: listed.map(toJson) }
      context.print(`${JSON.stringify(document, null, 2)}\n`)
    } else printTable(listed, context)
    for (const { run, numbers } of listed)
      if (numbers === null) context.say(`Run ${run.id} is damaged in the history: its numbers cannot be read.`)
    if (found.length > limit) context.say(`There are more; --limit all shows every one.`)
    if (found.length === 0) context.say('No run fits.')
  } finally {
    history.close()
  }
}

function findRuns(
  history: History,
  { plan, scenario, build }: RunsFlags,
  isOfPlan: ((run: RunSummary) => boolean) | null,
  status: RunStatus | Verdict | null,
  limit: number,
): RunSummary[] {
  const runStatus = RUN_STATUSES.find((one) => one === status && one !== 'failed')
  const filter = {
    ...(plan !== undefined && isOfPlan === null ? { plan } : {}),
    ...(scenario === undefined ? {} : { scenario }),
    ...(build === undefined ? {} : { build }),
    ...(runStatus === undefined ? {} : { status: runStatus }),
  }
  // What SQL does not tell apart is looked for here, among all.
  const isLookedFor = isOfPlan !== null || (status !== null && runStatus === undefined)
  if (!isLookedFor) return history.listRuns(Number.isFinite(limit) ? { ...filter, limit } : filter)
  return history
    .listRuns(filter)
    .filter((run) => isOfPlan?.(run) !== false)
    .filter(
      (run) => status === null || runStatus !== undefined || run.verdict?.status === status || run.status === status,
    )
    .slice(0, limit)
}

function readStatus(text: string): RunStatus | Verdict {
  const all = [...new Set([...RUN_STATUSES, ...VERDICTS])]
  const status = all.find((one) => one === text)
  if (status !== undefined) return status
  const meant = nearestName(text, all)
  const hint = meant === null ? '' : ` Did you mean ${meant}?`
  throw new CommandError(
    EXIT_CODES.usage,
    `--status is ${quotedValue(text)}; it must be one of ${all.join(', ')}.${hint}`,
  )
}

function parseLimit(text: string): Parsed<number> {
  if (text === 'all') return parsedValue(Infinity)
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return limit >= 1 ? parsedValue(limit) : parsedFailure('a whole number from 1 on, or `all`')
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function toJson({ run, numbers }: ListedRun): ListedRunDocument {
  const { id, planName, planFile, scenario, build, target, status, verdict, startedAtMs, endedAtMs, starred, tags } =
    run
  return {
    id,
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: endedAtMs === null ? null : new Date(endedAtMs).toISOString(),
    plan: planName,
    planFile,
    scenario,
    build,
    target,
    status,
    verdict,
    damaged: numbers === null,
    p50Ms: numbers?.p50Ms ?? null,
    p95Ms: numbers?.p95Ms ?? null,
    p99Ms: numbers?.p99Ms ?? null,
    ratePerS: numbers?.ratePerS ?? null,
    failureShare: numbers?.failureShare ?? null,
    steered: numbers?.steered ?? null,
    starred,
    tags,
  }
}

const COLUMNS: TableColumn[] = [
  { head: 'run', align: 'left', rank: 1 },
  { head: 'when', align: 'left', rank: 3 },
  { head: 'plan', align: 'left', rank: 5, shrinks: true },
  { head: 'scenario', align: 'left', rank: 1, shrinks: true },
  { head: 'build', align: 'left', rank: 4, shrinks: true },
  { head: 'verdict', align: 'left', rank: 1 },
  { head: 'p95', align: 'right', rank: 2 },
  { head: 'rate', align: 'right', rank: 7 },
  { head: 'failures', align: 'right', rank: 6 },
]

function printTable(listed: readonly ListedRun[], context: CliContext): void {
  if (listed.length === 0) return
  const { out } = context
  const rows = listed.map((one) => rowOf(one, out))
  context.print(`${fittedTable(COLUMNS, rows, out).join('\n')}\n`)
}

function rowOf({ run, numbers }: ListedRun, style: TerminalStyle): TableCell[] {
  const { p95Ms, failureShare } = numbers ?? { p95Ms: null, failureShare: null }
  return [
    run.id,
    localTime(new Date(run.startedAtMs)),
    plainText(run.planName),
    plainText(run.scenario),
    run.build.label === null ? NOT_APPLICABLE : plainText(run.build.label),
    verdictCell(run, numbers, style),
    p95Ms === null ? NOT_APPLICABLE : formatDuration(p95Ms),
    numbers === null ? NOT_APPLICABLE : formatRate(numbers.ratePerS, '/s'),
    failureShare === null ? NOT_APPLICABLE : formatShare(failureShare, failureShare > 0),
  ]
}

function verdictCell(
  { verdict, status }: RunSummary,
  numbers: PreviousRun | null,
  { paint, unicode }: TerminalStyle,
): TableCell {
  const damaged = numbers === null ? ['damaged'] : []
  if (status === 'running' && numbers !== null) return { text: unicode ? '● running' : 'running', paint: paint.blue }
  const remarks = [
    ...(status === 'completed' || status === 'stoppedByCriterion' ? [] : [status]),
    ...(numbers?.steered === true ? ['steered'] : []),
    ...damaged,
  ]
  const unusual = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`
  switch (verdict?.status) {
    // Of a run whose process died nothing was judged; `loadwright report` does it.
    case undefined:
      return { text: [unicode ? `○ ${status}` : status, ...damaged].join(', '), paint: paint.yellow }
    case 'passed':
      return { text: (unicode ? '✓ passed' : 'passed') + unusual, paint: paint.green }
    case 'failed':
      return { text: (unicode ? '✕ failed' : 'failed') + unusual, paint: paint.red }
    case 'inconclusive':
      return { text: (unicode ? '○ inconclusive' : 'inconclusive') + unusual, paint: paint.yellow }
    default: {
      const unknown: never = verdict!.status as never
      throw new TypeError(`Unknown verdict ${String(unknown)}`)
    }
  }
}

/** `2026-11-23 14:02`, in the time zone of the reader. */
function localTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`
}
