/** One series as a line of characters, a column a build, with marks under what changed. */
import { placeText, valueText } from '../../core/comparison/comparisonWords.ts'
import { median } from '../../core/statistics/order.ts'
import type { SeriesTrend } from '../../core/trend/scenarioTrend.ts'
import type { TrendBuild, TrendFinding } from '../../core/trend/trendTypes.ts'
import {
  breakText,
  buildOnTrendText,
  newestText,
  nextRunText,
  sizeIntervalText,
  sizeText,
  STATE_WORDS,
} from '../../core/trend/trendWords.ts'
import { formatCount } from '../../core/units/number.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'

const LEVELS = '▁▂▃▄▅▆▇█'
const ASCII_LEVELS = '_.:-=+*#'
const SIGNS = { up: '▲', down: '▼', break: '┊', outlier: '○' }
const ASCII_SIGNS = { up: '^', down: 'v', break: '|', outlier: 'o' }
const INDENT = '  '
const WIDEST = 100
/** Things that are told below the line. */
const TOLD = 8
/** The least that is drawn from bottom to top: of ratios as a share of the middle, else in the metric's own unit. Noise is no mountain. */
const LEAST_HEIGHT = { ratio: 0.1, share: 0.001, plain: 0 } as const

export function trendChart({ endpoint, metric, trend }: SeriesTrend, style: TerminalStyle): string[] {
  const { builds, scale, findings, boundaries, outliers, segments } = trend
  const [first, last] = [builds[0], builds.at(-1)]
  if (first === undefined || last === undefined) return []
  const signs = style.unicode ? SIGNS : ASCII_SIGNS
  const width = Math.min(WIDEST, (style.interactive ? style.columns() : WIDEST) - INDENT.length)
  const buildsPerColumn = Math.max(1, Math.ceil(builds.length / width))
  const values = columnsOf(builds, buildsPerColumn)
  const marks = new Map<number, string>()
  const told: { at: number; text: string }[] = []
  const mark = (at: number, sign: string, text: string): void => {
    marks.set(Math.floor(at / buildsPerColumn), sign)
    told.push({ at, text: `${sign} ${nameOf(builds[at]!)}: ${text}` })
  }
  // What comes later wins a column: changes matter most.
  for (const at of outliers) mark(at, signs.outlier, 'stands alone; a run to look at, no change')
  for (const { build, changed } of boundaries) mark(build, signs.break, `${breakText({ changed })}, a new stretch`)
  for (const finding of findings) {
    const { effect, state, kind } = finding
    const size = `${sizeText(metric, effect)} (${sizeIntervalText(metric, effect)})`
    const how = kind === 'drift' ? ` slowly, until ${nameOf(builds[finding.to]!)}` : ''
    const sign = effect.after > effect.before ? signs.up : signs.down
    mark(firstBuild(finding), sign, `${size}${how}, ${STATE_WORDS[state]}`)
  }
  const present = segments[last.segment]!
  const lowest = Math.min(...builds.map(({ value }) => value))
  const highest = Math.max(...builds.map(({ value }) => value))
  const several = buildsPerColumn === 1 ? '' : `, ${formatCount(buildsPerColumn)} a column`
  const line = picture(values, LEAST_HEIGHT[scale] * (scale === 'ratio' ? (lowest + highest) / 2 : 1))
  const markLine = values.map((_, column) => marks.get(column) ?? ' ').join('')
  const notes = [
    ...(present.nextRun === null ? [] : [`next run: ${nextRunText(metric, present.nextRun)} (99 %)`]),
    ...(newestText(present) === null ? [] : [newestText(present)!]),
    ...(present.state === 'analysed' && present.cumulative !== null
      ? [
          `since ${nameOf(builds[present.cumulative.since]!)}: ${sizeText(metric, present.cumulative.effect)} (${sizeIntervalText(metric, present.cumulative.effect)})`,
        ]
      : []),
  ]
  const inOrder = told.toSorted((one, other) => one.at - other.at)
  return [
    `${plainText(placeText(endpoint, metric))}: ${formatCount(builds.length)} ${builds.length === 1 ? 'build' : 'builds'}, ${nameOf(first)} to ${nameOf(last)}${several}, from ${valueText(metric, lowest)} to ${valueText(metric, highest)}`,
    `${INDENT}${style.unicode ? line : line.replace(/[▁-█]/g, (level) => ASCII_LEVELS[LEVELS.indexOf(level)]!)}`,
    ...(markLine.trim() === '' ? [] : [`${INDENT}${markLine.trimEnd()}`]),
    // The newest matter most.
    ...(inOrder.length > TOLD ? [`${INDENT}${formatCount(inOrder.length - TOLD)} earlier ones are not told here`] : []),
    ...inOrder.slice(-TOLD).map(({ text }) => `${INDENT}${text}`),
    ...(notes.length === 0 ? [] : [`${INDENT}${notes.join('; ')}`]),
  ]
}

/** The middle of the builds of each column. */
function columnsOf(builds: readonly TrendBuild[], perColumn: number): number[] {
  return Array.from({ length: Math.ceil(builds.length / perColumn) }, (_, column) =>
    median(builds.slice(column * perColumn, (column + 1) * perColumn).map(({ value }) => value)),
  )
}

function picture(values: readonly number[], leastHeight: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const height = Math.max(high - low, leastHeight)
  const bottom = (low + high) / 2 - height / 2
  return values
    .map((value) => {
      const share = height > 0 ? (value - bottom) / height : 0
      return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, Math.floor(share * LEVELS.length)))]!
    })
    .join('')
}

function firstBuild(finding: TrendFinding): number {
  return finding.kind === 'step' ? finding.build : finding.from
}

function nameOf({ build, runIds, startedAtMs }: TrendBuild): string {
  return plainText(buildOnTrendText({ build, runId: runIds[0]!, startedAtMs }))
}
