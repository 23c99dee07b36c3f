/** What a search shows, for people: a line for each run, a table of the loads, and the sentences. */
import type { JudgedLevel } from '../../core/capacity/analyzeCapacity.ts'
import {
  kneeSentence,
  loadText,
  outcomeText,
  saturationSentence,
  scalabilitySentences,
} from '../../core/capacity/capacityWords.ts'
import { outcomeOf, type LevelOutcome } from '../../core/capacity/maximumsMet.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { formatSignificant, NOT_APPLICABLE } from '../../core/units/number.ts'
import { formatShare } from '../../core/units/percent.ts'
import { formatRate } from '../../core/units/rate.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'
import { renderTable, type TableCell, type TableColumn } from '../terminal/table.ts'
import { wrapText } from '../terminal/wrap.ts'
import { exitOf, type CapacityExit, type CapacityResult } from './capacityResult.ts'
import type { LevelEnd } from './runLevel.ts'

export function levelLine({ level, runId }: Extract<LevelEnd, { kind: 'measured' }>, { paint }: TerminalStyle): string {
  const id = paint.dim(`run ${runId}`)
  if (level === null) return `${paint.red('✕')} the target answered nothing  ${id}`
  const { icon, colour } = signOf(outcomeOf(level))
  const p95 = level.p95Ms === null ? '' : `, p95 ${formatDuration(level.p95Ms)}`
  return `${paint[colour](icon)} ${formatRate(level.throughputPerS)}${p95}: ${plainText(outcomeText(outcomeOf(level)))}  ${id}`
}

interface Sign {
  icon: string
  colour: 'green' | 'red' | 'yellow' | 'magenta'
}

function signOf({ kind }: LevelOutcome): Sign {
  switch (kind) {
    case 'met':
      return { icon: '✓', colour: 'green' }
    case 'over':
    case 'notAchieved':
      return { icon: '✕', colour: 'red' }
    case 'starved':
      return { icon: '⊘', colour: 'magenta' }
    case 'tooClose':
    case 'tooFew':
      return { icon: '○', colour: 'yellow' }
    default: {
      const unknown: never = kind
      throw new TypeError(`Unknown outcome ${String(unknown)}`)
    }
  }
}

const COLUMNS: TableColumn[] = [
  { head: 'load', align: 'right', rank: 1 },
  { head: 'runs', align: 'right', rank: 5 },
  { head: 'rate', align: 'right', rank: 1 },
  { head: 'in flight', align: 'right', rank: 3 },
  { head: 'p95', align: 'right', rank: 2 },
  { head: 'p99', align: 'right', rank: 4 },
  { head: 'failures', align: 'right', rank: 4 },
  { head: '', align: 'left', rank: 1, shrinks: true },
]

const WORDS: Record<CapacityExit['status'], { text: string; colour: 'green' | 'red' | 'yellow' }> = {
  found: { text: '✓ FOUND', colour: 'green' },
  noneMet: { text: '✕ NONE MET', colour: 'red' },
  inconclusive: { text: '○ INCONCLUSIVE', colour: 'yellow' },
  failed: { text: '✕ FAIL', colour: 'red' },
}

/** The result's line is the last. */
export function resultLines(
  result: CapacityResult,
  { style, quiet }: { style: TerminalStyle; quiet: boolean },
): string[] {
  const { paint, columns } = style
  const { analysis, group } = result
  const { status, exitCode, sentence } = exitOf(result)
  const { text, colour } = WORDS[status]
  // Nothing that was measured: why it ended says more.
  const said = analysis.levels.length === 0 ? sentence : `${kneeSentence(analysis.knee)} ${sentence}`
  const last = `${paint[colour](paint.bold(text))}  ${plainText(said)}  ${paint.dim(`exit ${exitCode}`)}`
  if (quiet || analysis.levels.length === 0) return [last]
  const sentences = [saturationSentence(analysis.saturation), ...scalabilitySentences(analysis.scalability)]
  return [
    '',
    ...tableLines(analysis.levels, style),
    '',
    ...sentences.flatMap((each) => wrapText(each, columns(), '  ', '    ')),
    ...(group === null ? [] : [paint.dim(`The runs have the tag "${group}" in the history.`)]),
    '',
    last,
  ]
}

function tableLines(levels: readonly JudgedLevel[], { paint, unicode, columns }: TerminalStyle): string[] {
  const time = (value: number | null): string => (value === null ? NOT_APPLICABLE : formatDuration(value))
  const rows = levels.map((level): TableCell[] => {
    const { load, runs, throughputPerS, concurrency, p95Ms, p99Ms, failureShare, outcome } = level
    const { icon, colour } = signOf(outcome)
    return [
      loadText(load),
      String(runs.length),
      formatRate(throughputPerS, '/s'),
      concurrency === null ? NOT_APPLICABLE : formatSignificant(concurrency),
      time(p95Ms),
      time(p99Ms),
      failureShare === null ? NOT_APPLICABLE : formatShare(failureShare, failureShare > 0),
      { text: `${icon} ${plainText(outcomeText(outcome))}`, paint: paint[colour] },
    ]
  })
  return renderTable(COLUMNS, rows, { width: columns(), unicode, paint, indent: '  ' })
}
