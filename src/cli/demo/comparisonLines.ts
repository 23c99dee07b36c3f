/** What two builds showed, side by side. Only what was measured: whether a change is more than chance is not judged here. */
import { formatLimit } from '../../core/criteria/criterionText.ts'
import type { ReportCriterion, RunReport } from '../../core/report/report.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { formatDelta, formatSignificant, NOT_APPLICABLE } from '../../core/units/number.ts'
import { actualText, statusIcon, statusWord, worstFirst } from '../../core/report/words.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'
import { renderTable, type TableCell, type TableColumn } from '../terminal/table.ts'

const MOST_CRITERIA = 14
const EXPLAINED = ['overTarget', 'tooFew', 'notTrusted'] as const satisfies ReportCriterion['status'][]

/** Every criterion with what both builds measured, the worst of the second build first. */
export function criteriaTable(first: RunReport, second: RunReport, style: TerminalStyle): string[] {
  const { paint, unicode, columns } = style
  const sorted = worstFirst(second.criteria)
  const shown = sorted.slice(0, MOST_CRITERIA)
  const tableColumns: TableColumn[] = [
    { head: 'criterion', align: 'left', rank: 1, shrinks: true },
    { head: 'limit', align: 'left', rank: 2 },
    { head: first.run.build.label ?? '', align: 'left', rank: 1 },
    { head: second.run.build.label ?? '', align: 'left', rank: 1 },
  ]
  const rows = shown.map((criterion) => [
    plainText(`${criterion.subject} ${criterion.metric}`),
    `${criterion.level} ${criterion.operator} ${formatLimit(criterion.limit, criterion.unit)}`,
    measured(
      first.criteria.find(({ id }) => id === criterion.id),
      style,
    ),
    measured(criterion, style),
  ])
  const left = sorted.length - shown.length
  return [
    ...renderTable(tableColumns, rows, { width: columns(), unicode, paint, indent: '  ' }),
    ...(left > 0 ? [paint.dim(`  ${left} more are in the reports`)] : []),
    ...signLines([...first.criteria, ...shown], style),
  ]
}

/** What signs mean that say nothing by themselves; without Unicode there are words. */
function signLines(criteria: readonly ReportCriterion[], { paint, unicode }: TerminalStyle): string[] {
  const found = EXPLAINED.filter((status) => criteria.some((criterion) => criterion.status === status))
  if (!unicode || found.length === 0) return []
  return [paint.dim(`  ${found.map((status) => `${statusIcon(status)} ${statusWord(status)}`).join(', ')}`)]
}

function measured(criterion: ReportCriterion | undefined, { paint, unicode }: TerminalStyle): TableCell {
  if (!criterion) return NOT_APPLICABLE
  const { status } = criterion
  const colour = {
    met: paint.green,
    overTarget: paint.yellow,
    overMaximum: paint.red,
    tooFew: paint.dim,
    notTrusted: paint.magenta,
  }
  const value = actualText(criterion)
  return {
    text: unicode ? `${statusIcon(status)} ${value}` : `${value} ${statusWord(status)}`,
    paint: colour[status],
  }
}

/** How p50 and p95 of an endpoint changed from one build to the other; a dash for what was not measured. */
export function changeTable(endpoint: string, first: RunReport, second: RunReport, style: TerminalStyle): string[] {
  const { paint, unicode, columns } = style
  const latencies = [first, second].map(
    ({ endpoints }) => endpoints.find(({ name }) => name === endpoint)?.latencyMs ?? null,
  )
  const rows = (['p50', 'p95'] as const).map((metric) => {
    const [before, after] = latencies.map((latency) => latency?.[metric] ?? null) as [number | null, number | null]
    const text = (value: number | null): string => (value === null ? NOT_APPLICABLE : formatDuration(value))
    const change = before === null || after === null ? NOT_APPLICABLE : changeText(before, after)
    return [plainText(`${endpoint} ${metric}`), text(before), text(after), change]
  })
  const tableColumns: TableColumn[] = [
    { head: '', align: 'left', rank: 1, shrinks: true },
    { head: first.run.build.label ?? '', align: 'right', rank: 1 },
    { head: second.run.build.label ?? '', align: 'right', rank: 1 },
    { head: 'change', align: 'right', rank: 1 },
  ]
  return renderTable(tableColumns, rows, { width: columns(), unicode, paint, indent: '  ' })
}

/** From ten times on a percentage is hard to read. */
function changeText(beforeMs: number, afterMs: number): string {
  const ratio = afterMs / beforeMs
  if (!(ratio >= 10) || ratio === Infinity) return formatDelta(beforeMs, afterMs, formatDuration)
  return `+${formatDuration(afterMs - beforeMs)} (${formatSignificant(ratio)}×)`
}
