/** The display of a running test as lines of text (ux.md §4.5): pure, so that it can be looked at in a test. */
import { subjectAndMetric, formatLimit } from '../../core/criteria/criterionText.ts'
import type { RunTick } from '../../contract/runTick.ts'
import type { ReportCriterion } from '../../core/report/report.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { formatCount, formatSignificant } from '../../core/units/number.ts'
import { bar } from '../../host/reports/markdown/spark.ts'
import { actualText, statusWord, worstFirst } from '../../core/report/words.ts'
import { clockText } from './clockText.ts'
import type { DisplayState } from './displayState.ts'
import { footer } from './footer.ts'
import { metricTable } from './metricTable.ts'
import { errorWord, statusSign, trustSign } from './signs.ts'
import { cut, cutSpans, paintLine, shown, widthOf, type Span, type Surface } from './spans.ts'

/** From this many seconds on it is said that the engines say nothing. */
const SILENT_S = 4
/** Columns that the worst criterion needs to be recognised. */
const LEAST_WORST = 30

/** At most 14 lines, with the help 19, none wider than `columns`. */
export function renderFrame(state: DisplayState, surface: Surface): string[] {
  const lines = [
    headLine(state, surface),
    phaseLine(state, surface),
    [],
    ...metricTable(state, surface),
    [],
    criteriaLine(state, surface),
    errorLine(state, surface),
    ...doubtLine(state, surface),
    ...footer(state, surface),
  ]
  return lines.map((line) => paintLine(line, surface))
}

function headLine({ head, tick }: DisplayState, { columns, unicode }: Surface): Span[] {
  const dot = unicode ? ' · ' : ' | '
  const right: Span[] = []
  if (tick) {
    right.push(trustSign(tick.trust.state, unicode))
    if (columns >= 80) {
      const { eventLoopP99Ms, cpuPercentMax } = tick.health
      const loop = formatSignificant(eventLoopP99Ms, eventLoopP99Ms < 10 ? 2 : 3)
      right.push({ text: `   loop ${loop} ms  CPU ${Math.round(cpuPercentMax)} %`, style: 'dim' })
    }
  }
  const room = columns - (right.length > 0 ? widthOf(right) + 2 : 0)
  const name = shown(head.plan === head.scenario ? head.plan : `${head.plan}${dot}${head.scenario}`, unicode)
  const details = [
    ...(head.build === null ? [] : [`build ${shown(head.build, unicode)}`]),
    shown(head.target.replace(/^(https?:\/\/)[^/@]*@/, '$1'), unicode),
    `run ${shown(head.runId, unicode)}`,
  ]
  // The least important part goes first when there is no room.
  while (details.length > 0 && widthOf([{ text: [name, ...details].join(dot) }]) > room) details.pop()
  const left: Span[] = [
    { text: cut(name, room, unicode), style: 'bold' },
    { text: details.map((detail) => dot + detail).join(''), style: 'dim' },
  ]
  return room < 12
    ? right
    : [...left, { text: ' '.repeat(Math.max(2, columns - widthOf(left) - widthOf(right))) }, ...right]
}

function phaseLine({ head, tick, dropped, stoppingS, silentS, ended }: DisplayState, surface: Surface): Span[] {
  const { columns, unicode } = surface
  if (!tick) return [{ text: silentS > SILENT_S ? `starting, since ${silentS} s` : 'starting', style: 'dim' }]
  const { elapsedMs, phase, users, planned, inFlight } = tick
  const share = head.plannedMs > 0 ? Math.min(1, elapsedMs / head.plannedMs) : 1
  const times = `${clockText(elapsedMs)} / ${clockText(head.plannedMs)}`
  const isOpen = planned.unit === 'perS'
  const right: Span[] = [
    { text: `   VUs ${formatCount(users)}${isOpen ? '' : `/${formatCount(Math.ceil(planned.level))}`}` },
    ...(isOpen ? [{ text: `   planned ${formatSignificant(planned.level)}/s` }] : []),
    // Nothing comes back while all wait: that is the news, and no rate or percentile shows it.
    ...(inFlight > 0 && inFlight >= users && tick.second.requests === 0
      ? [{ text: `   all ${formatCount(inFlight)} waiting for an answer`, style: 'warning' } as const]
      : []),
    ...(dropped > 0 ? [{ text: `   dropped ${formatCount(dropped)}`, style: 'bad' } as const] : []),
  ]
  if (!ended && silentS > SILENT_S) {
    return [{ text: `${phase} ${times}   nothing heard from the engines for ${silentS} s`, style: 'warning' }]
  }
  if (!ended && (stoppingS !== null || phase === 'stopping')) {
    const left = stoppingS === null ? '' : `, at most ${stoppingS} s more`
    return [{ text: `stopping${left}`, style: 'warning' }, { text: `   ${times}`, style: 'dim' }, ...right]
  }
  const left: Span[] = [{ text: `${ended ? 'ended' : phase} ` }, { text: `${times} ` }]
  const percent: Span = { text: ` ${Math.floor(share * 100)} %` }
  const room = Math.min(48, columns - widthOf(left) - widthOf([percent]) - widthOf(right))
  return [...left, ...(room >= 8 ? progressBar(share, room, unicode) : []), percent, ...right]
}

function progressBar(share: number, width: number, unicode: boolean): Span[] {
  if (!unicode) {
    const full = Math.round(share * width)
    return [{ text: '#'.repeat(full) }, { text: '.'.repeat(width - full), style: 'dim' }]
  }
  const full = bar(share, width)
  return [{ text: full }, { text: '·'.repeat(width - full.length), style: 'dim' }]
}

/** What is over its limits, worst first, and how many others there are of each state. */
function criteriaLine({ tick }: DisplayState, { columns, unicode }: Surface): Span[] {
  const label: Span = { text: 'worst   ', style: 'dim' }
  if (!tick) return [label, { text: unicode ? '–' : '-', style: 'dim' }]
  const sorted = worstFirst(tick.criteria)
  const bad = sorted.filter(({ status }) => status === 'overMaximum' || status === 'overTarget')
  if (bad.length === 0) {
    const counts = [label, ...criteriaCounts(sorted, false, unicode)]
    return [...counts, ...slowestEndpoint(tick, columns - widthOf(counts), unicode)]
  }
  const line: Span[] = [label]
  let told = 0
  for (const criterion of bad) {
    const rest = criteriaCounts(sorted.slice(told + 1), true, unicode)
    const item = criterionSpans(criterion, unicode)
    const gap: Span = { text: told === 0 ? '' : '   ' }
    if (told > 0 && widthOf([...line, gap, ...item, ...rest]) > columns) break
    line.push(gap, ...item)
    told++
  }
  const rest = criteriaCounts(sorted.slice(told), true, unicode)
  const room = columns - widthOf(rest)
  // What is worst may be cut somewhat, how many there are not at all.
  return room < LEAST_WORST ? line : [...cutSpans(line, room, unicode), ...rest]
}

function criterionSpans(criterion: ReportCriterion, unicode: boolean): Span[] {
  const { level, limit, unit, operator } = criterion
  const direction = operator === '<' || operator === '<=' ? '' : `${operator} `
  const limitWord = `(${level === 'maximum' ? 'max' : 'target'} ${direction}${formatLimit(limit, unit)})`
  const name = criterion.subject === 'all' ? criterion.metric : subjectAndMetric(criterion)
  return [
    statusSign(criterion.status, unicode),
    { text: ` ${shown(`${name} ${actualText(criterion)}`, unicode)} ` },
    { text: shown(limitWord, unicode), style: 'dim' },
  ]
}

/** How many there are of each state: `✓ 10 of 11 met   ○ 1 too few samples`, behind others `   10 more ✓`. */
function criteriaCounts(criteria: readonly ReportCriterion[], isRest: boolean, unicode: boolean): Span[] {
  if (criteria.length === 0) return isRest ? [] : [{ text: 'no criteria', style: 'dim' }]
  // Sorted worst first; where nothing is over a limit what is met comes first.
  const statuses = [...new Set(criteria.map(({ status }) => status))]
  const spans: Span[] = []
  for (const status of isRest ? statuses : statuses.toReversed()) {
    const number = criteria.filter((criterion) => criterion.status === status).length
    const sign = statusSign(status, unicode)
    if (isRest) spans.push({ text: `   ${number} more ` }, sign)
    else {
      const of = spans.length === 0 ? ` of ${criteria.length}` : ''
      spans.push({ text: spans.length === 0 ? '' : '   ' }, sign, { text: ` ${number}${of} ${statusWord(status)}` })
    }
  }
  return spans
}

/** Only where it can be said in whole: half a number is a wrong one. */
function slowestEndpoint(tick: RunTick, room: number, unicode: boolean): Span[] {
  const slowest = tick.endpoints.reduce<{ name: string; p95Ms: number } | null>((worst, { name, run }) => {
    if (run.p95Ms === null || (worst && worst.p95Ms >= run.p95Ms)) return worst
    return { name, p95Ms: run.p95Ms }
  }, null)
  if (!slowest) return []
  const span: Span = {
    text: shown(`   slowest ${slowest.name} p95 ${formatDuration(slowest.p95Ms)}`, unicode),
    style: 'dim',
  }
  return widthOf([span]) <= room ? [span] : []
}

function errorLine({ tick }: DisplayState, { unicode }: Surface): Span[] {
  const label: Span = { text: 'errors  ', style: 'dim' }
  if (!tick || tick.errors.length === 0) return [label, { text: tick ? 'none' : unicode ? '–' : '-', style: 'dim' }]
  const classes = tick.errors.map(({ class: errorClass, count }) => `${errorWord(errorClass)} ${formatCount(count)}`)
  return [label, { text: classes.join(unicode ? ' · ' : ' | ') }]
}

/** Why the numbers may not be trusted, when that is so. */
function doubtLine({ tick }: DisplayState, { unicode }: Surface): Span[][] {
  const reason = tick && tick.trust.state !== 'trusted' ? tick.trust.reasons[0] : undefined
  if (!tick || reason === undefined) return []
  const { style } = trustSign(tick.trust.state, unicode)
  return [
    [
      { text: 'why     ', style: 'dim' },
      { text: shown(reason, unicode), ...(style ? { style } : {}) },
    ],
  ]
}
