/** Chips above a trend: what changed, by how much, where; in rows, so that none lies over another. */
import { beganAt, type TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { buildOnTrendText, sizeText, STATE_WORDS, breakText } from '../../../core/trend/trendWords.ts'
import type { Box } from '../painting/shapes.ts'
import { plainText } from '../painting/plainText.ts'
import { xOf, type TrendChart } from './trendChart.ts'

export interface TrendChip {
  /** Pixels of the line below it. */
  xPx: number
  leftPx: number
  row: number
  widthPx: number
  /** '' where there is no room for words: the line stays. */
  text: string
  tone: ChipTone
  /** Less than a confirmed change of importance. */
  isFaint: boolean
}

export type ChipTone = 'worse' | 'better' | 'other' | 'break'

const CHIP_ROWS = 3
export const CHIP_PX = 16
const CHARACTER_PX = 6.1
const PAD_PX = 6
const GAP_PX = 4
const MOST_CHARACTERS = 46
/** Of a long name both ends would be cut by the neighbours. */
const NAME_CHARACTERS = 18

/** Those of importance first: where there is no room for all, it is theirs. */
export function trendChips(chart: TrendChart, box: Box): TrendChip[] {
  const { changes, trend } = chart.view
  const seen = (place: number): boolean => place >= chart.window.from && place <= chart.window.to
  /** Where it began, as people say; levels stay as they were found. */
  const placed = (change: TrendChange): number => {
    const { moved } = change
    const place = moved === null ? -1 : trend.builds.findIndex(({ runIds }) => runIds.includes(moved.to.runId))
    return place < 0 ? placeOfChange(change) : place
  }
  const wanted = [
    ...changes
      .filter((change) => seen(placed(change)))
      .toSorted((a, b) => weightOf(b) - weightOf(a))
      .map((change) => ({
        place: placed(change) - 0.5,
        text: chipText(change),
        tone: toneOf(change),
        isFaint: change.finding.minor || change.finding.state === 'wentAway' || change.triage?.state === 'noise',
      })),
    ...trend.boundaries
      .filter(({ build }) => seen(build))
      .map((boundary) => ({
        place: boundary.build - 0.5,
        text: breakText(boundary),
        tone: 'break' as const,
        isFaint: false,
      })),
  ]
  const rows: { from: number; to: number }[][] = Array.from({ length: chipRows(chart) }, () => [])
  return wanted.map(({ place, text, tone, isFaint }) => {
    const xPx = xOf(chart, box, place)
    const widthPx = text.length * CHARACTER_PX + 2 * PAD_PX
    const leftPx = Math.min(
      Math.max(box.leftPx, xPx - PAD_PX),
      Math.max(box.leftPx, box.leftPx + box.widthPx - widthPx),
    )
    const row = rows.findIndex((taken) =>
      taken.every(({ from, to }) => leftPx > to + GAP_PX || leftPx + widthPx < from - GAP_PX),
    )
    if (row < 0) return { xPx, leftPx: xPx, row: 0, widthPx: 0, text: '', tone, isFaint }
    rows[row]!.push({ from: leftPx, to: leftPx + widthPx })
    return { xPx, leftPx, row, widthPx, text, tone, isFaint }
  })
}

export function chipRows({ isSmall }: Pick<TrendChart, 'isSmall'>): number {
  return isSmall ? 1 : CHIP_ROWS
}

/** The first build of the new level; of a drift, where it begins. */
export function placeOfChange({ finding }: Pick<TrendChange, 'finding'>): number {
  return finding.kind === 'step' ? finding.build : finding.from + 1
}

function weightOf({ finding }: TrendChange): number {
  return (finding.minor ? 0 : 1e6) + finding.statistic
}

/** `▲ +18 % worse · 1.42.0-rc1`. The arrow says where the number went, the word whether that is good. */
export function chipText(change: TrendChange): string {
  const { finding, metric, moved } = change
  const { effect, kind, state, minor } = finding
  const arrow = effect.after >= effect.before ? '▲' : '▼'
  const word = toneOf(change) === 'other' ? '' : ` ${toneOf(change)}`
  const how = [
    ...(kind === 'drift' ? ['drift'] : []),
    ...(state === 'confirmed' ? [] : [STATE_WORDS[state]]),
    ...(minor ? ['minor'] : []),
    ...(moved === null ? [] : ['moved']),
  ]
  const name = shortened(plainText(buildOnTrendText(beganAt(change))))
  return [`${arrow} ${sizeText(metric, effect)}${word}`, name, ...how].join(' · ').slice(0, MOST_CHARACTERS)
}

function shortened(name: string): string {
  return name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS - 1)}…` : name
}

function toneOf({ finding: { verdict } }: TrendChange): ChipTone {
  if (verdict === 'regressed') return 'worse'
  return verdict === 'improved' ? 'better' : 'other'
}
