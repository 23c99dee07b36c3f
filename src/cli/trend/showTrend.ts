/** The trends of a scenario, for people and programs. */
import { METRIC_WORDS } from '../../core/comparison/comparisonWords.ts'
import { METRICS, type Metric } from '../../core/comparison/metrics.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { nearestName } from '../../core/plan/nearest.ts'
import { isOpenRegression, type ScenarioTrend } from '../../core/trend/scenarioTrend.ts'
import { TREND_SCHEMA_VERSION, type TrendDocument } from '../../core/trend/trendDocument.ts'
import { trendSentence, trendStanding } from '../../core/trend/trendWords.ts'
import { parsedFailure, parsedValue, type Parsed } from '../../core/units/parsed.ts'
import { parsedOrRefused, quotedValue } from '../../host/runs/runRefusal.ts'
import { readTrend, type TrendQuestion } from '../../host/trend/readTrend.ts'
import { CommandError, type CliContext } from '../cliContext.ts'
import { readFailOn } from '../failOnList.ts'
import { asCommandError, openHistoryToRead } from '../historyFile.ts'
import { planAndHistory } from '../planChoice.ts'
import { plainText } from '../terminal/plainText.ts'
import { trendLines } from './trendLines.ts'

export interface TrendFlags {
  metric?: string
  endpoint?: string
  target?: string
  since?: string
  limit: string
  all?: boolean
  failOn?: string
  history?: string
  json?: boolean
}

/** @throws CommandError (wrong usage) */
export async function showTrend(
  planName: string,
  scenario: string,
  flags: TrendFlags,
  context: CliContext,
): Promise<void> {
  const { target, since, endpoint } = flags
  const failOn = readFailOn(flags.failOn, ['regression'], 'a trend')
  const limit = parsedOrRefused('--limit', flags.limit, parseLimit)
  const metric = flags.metric === undefined ? undefined : readMetric(flags.metric)
  const { file, plan } = planAndHistory(planName, flags.history, context)
  const history = openHistoryToRead(file)
  try {
    for (const { message } of history.notices) context.say(plainText(message))
    const question: TrendQuestion = {
      plan: plan ?? planName,
      scenario,
      limit,
      ...(target === undefined ? {} : { target }),
      ...(since === undefined ? {} : { since }),
    }
    // Everything is analysed, whatever is shown: a change is as sure as it is.
    const whole = await readTrend(history, question, async () => {}).catch((error: unknown) =>
      asCommandError((): ScenarioTrend => {
        throw error
      }),
    )
    const trend = narrowed(whole, endpoint, metric)
    const isNarrowed = endpoint !== undefined || metric !== undefined
    if (flags.json === true) printJson(trend, { all: isNarrowed || flags.all === true }, context)
    else context.print(`${trendLines(trend, { all: flags.all === true }, context.out).join('\n')}\n`)
    if (failOn.has('regression') && trend.changes.some(isOpenRegression)) context.exitWith(EXIT_CODES.regression)
  } finally {
    history.close()
  }
}

function narrowed(trend: ScenarioTrend, endpoint: string | undefined, metric: Metric | undefined): ScenarioTrend {
  if (endpoint !== undefined && !trend.series.some((one) => one.endpoint?.name === endpoint))
    throw notThere('--endpoint', endpoint, trend.series.flatMap((one) => one.endpoint?.name ?? [])) // prettier-ignore
  const isMeant = (one: Pick<ScenarioTrend['series'][number], 'endpoint' | 'metric'>): boolean =>
    (endpoint === undefined || one.endpoint?.name === endpoint) && (metric === undefined || one.metric === metric)
  const { series, changes, withdrawn } = trend
  return {
    ...trend,
    series: series.filter(isMeant),
    changes: changes.filter(isMeant),
    withdrawn: withdrawn.filter(isMeant),
  }
}

/** Series one by one: all of them in one text may be longer than a text can be. */
function printJson(trend: ScenarioTrend, { all }: { all: boolean }, context: CliContext): void {
  const { series, ...rest } = trend
  const head: Omit<TrendDocument, 'series'> = {
    schemaVersion: TREND_SCHEMA_VERSION,
    standing: trendStanding(trend),
    sentence: trendSentence(trend),
    ...rest,
  }
  const shown = series.filter((one) => all || one.trend.findings.length + one.trend.withdrawn.length > 0)
  context.print(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "series": [`)
  shown.forEach((one, at) => context.print(`${at === 0 ? '' : ','}\n    ${JSON.stringify(one)}`))
  context.print(`${shown.length === 0 ? '' : '\n  '}]\n}\n`)
}

function readMetric(text: string): Metric {
  const found = METRICS.find((metric) => metric === text || METRIC_WORDS[metric] === text)
  if (found !== undefined) return found
  const names = METRICS.map((metric) => (metric === 'achieved' ? metric : METRIC_WORDS[metric]))
  const meant = nearestName(text, names)
  throw new CommandError(
    EXIT_CODES.usage,
    `--metric is ${quotedValue(text)}; it must be one of ${names.join(', ')}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
  )
}

const NAMED = 5

function notThere(option: string, value: string, all: readonly string[]): CommandError {
  const names = [...new Set(all)]
  const meant = nearestName(value, names)
  const some = names.slice(0, NAMED).map(quotedValue).join(', ')
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  const hint =
    meant !== null
      ? `Did you mean ${quotedValue(meant)}?`
      : names.length === 0
        ? 'No run has any.'
        : `There are ${some}${more}.`
  return new CommandError(EXIT_CODES.usage, `${option}: no run that counts has ${quotedValue(value)}. ${hint}`)
}

function parseLimit(text: string): Parsed<number> {
  if (text === 'all') return parsedValue(Number.MAX_SAFE_INTEGER)
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return limit >= 1 ? parsedValue(limit) : parsedFailure('a whole number from 1 on, or `all`')
}
