/** Two builds by their searches for capacity: `loadwright compare --capacity`. */
import {
  CAPACITY_MEASURE_WORDS,
  capacityChangeText,
  capacityIntervalText,
  capacityReasonText,
  capacityValueText,
  capacityVerdictSentence,
  searchedText,
} from '../../core/capacity/capacityComparisonWords.ts'
import { capacityComparisonDocument } from '../../core/capacity/capacityComparisonDocument.ts'
import { kneeSentence } from '../../core/capacity/capacityWords.ts'
import type { ComparedSearches } from '../../core/capacity/comparedSearches.ts'
import { VERDICT_SIGNS, VERDICT_WORDS } from '../../core/comparison/comparisonWords.ts'
import { differenceText } from '../../core/comparison/differenceWords.ts'
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import { createPace } from '../../host/analysis/pace.ts'
import { compareSearches } from '../../host/capacity/compareSearches.ts'
import { selectSearches, type SearchChoice } from '../../host/capacity/selectSearches.ts'
import { createCapacityAnswers } from '../../host/reading/capacityAnswers.ts'
import type { History } from '../../host/storage/history.ts'
import type { CliContext, TerminalStyle } from '../cliContext.ts'
import { fittedTable } from '../terminal/fittedTable.ts'
import { plainText } from '../terminal/plainText.ts'
import type { TableCell, TableColumn } from '../terminal/table.ts'

/**
 * @returns the code to end with
 * @throws HistoryError where a build was not searched
 */
export async function compareCapacities(
  history: History,
  choice: SearchChoice,
  { asJson, failOn }: { asJson: boolean; failOn: ReadonlySet<'regression' | 'inconclusive'> },
  context: CliContext,
): Promise<number> {
  const answers = createCapacityAnswers()
  const pace = createPace(new AbortController().signal)
  const compared = await compareSearches(history, selectSearches(history, choice), (search) =>
    answers.read(history, { search }, pace),
  )
  if (asJson) context.print(`${JSON.stringify(capacityComparisonDocument(compared), null, 2)}\n`)
  else context.print(`${capacityComparisonLines(compared, context.out).join('\n')}\n`)
  const { comparison } = compared
  if (comparison === null) return EXIT_CODES.usage
  if (failOn.has('regression') && comparison.verdict === 'regressed' && !comparison.isToConfirm)
    return EXIT_CODES.regression
  return failOn.has('inconclusive') && comparison.verdict === 'notEnoughData' ? EXIT_CODES.inconclusive : EXIT_CODES.ok
}

const COLUMNS: TableColumn[] = [
  { head: 'verdict', align: 'left', rank: 1 },
  { head: 'of', align: 'left', rank: 1 },
  { head: 'baseline', align: 'right', rank: 2 },
  { head: 'candidate', align: 'right', rank: 2 },
  { head: 'change', align: 'right', rank: 1 },
  { head: '95 %', align: 'right', rank: 3 },
  { head: 'why', align: 'left', rank: 5 },
]

/** The verdict is the last line. */
function capacityComparisonLines(compared: ComparedSearches, style: TerminalStyle): string[] {
  const { paint, unicode } = style
  const { baseline, candidate, comparison, unit } = compared
  const differences = compared.differences.map((difference) => {
    const text = plainText(differenceText(difference))
    return difference.severity === 'refuses'
      ? paint.red(`${unicode ? '✕' : '!'} ${text}`)
      : paint.yellow(`${unicode ? '▲' : '!'} ${text}`)
  })
  const head = [
    `${plainText(searchedText(baseline))} ${unicode ? '→' : '->'} ${plainText(searchedText(candidate))}`,
    ...differences,
  ]
  const sentence = plainText(capacityVerdictSentence(compared))
  if (comparison === null) return [...head, '', paint.red(sentence)]
  const colours = { regressed: paint.red, improved: paint.green, unchanged: paint.green, notEnoughData: paint.yellow }
  const sign = (verdict: keyof typeof colours): string => (unicode ? `${VERDICT_SIGNS[verdict]} ` : '')
  const rows = (['limitLoad', 'peakThroughput'] as const).map((measure): TableCell[] => {
    const row = comparison[measure]
    const { verdict } = row
    return [
      { text: `${sign(verdict)}${VERDICT_WORDS[verdict]}`, paint: colours[verdict] },
      CAPACITY_MEASURE_WORDS[measure],
      capacityValueText(measure, row.baseline, unit),
      capacityValueText(measure, row.candidate, unit),
      capacityChangeText(row),
      capacityIntervalText(row),
      capacityReasonText(row.reason),
    ]
  })
  const knees = [baseline, candidate].map(({ searches }, at) => {
    const newest = searches.at(-1)
    return `${at === 0 ? 'baseline ' : 'candidate'}  ${newest === undefined ? '' : plainText(kneeSentence(newest.knee))}`
  })
  return [
    ...head,
    '',
    ...fittedTable(COLUMNS, rows, style),
    '',
    ...knees,
    colours[comparison.verdict](`${sign(comparison.verdict)}${sentence}`),
  ]
}
