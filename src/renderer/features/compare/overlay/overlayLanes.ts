/** Runs of two builds over each other as lanes: baseline dashed, candidate solid, of several runs their median and what lies between them. */
import type { OverlaidRuns, OverlayRun } from '../../../../contract/methods/builds.ts'
import { runsLine, type RunsLine } from '../../../../core/comparison/overlay/runsLine.ts'
import { valueText, type Unit } from '../../../charts/axis/axisText.ts'
import type { LaneNote } from '../../../charts/lanes/lane.ts'
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'

const SIDES = ['baseline', 'candidate'] as const
type Side = (typeof SIDES)[number]

const LOOKS = {
  baseline: { name: 'Baseline', color: '--baseline', dash: 'dashed', width: 1.5 },
  candidate: { name: 'Candidate', color: '--candidate', dash: 'solid', width: 1.75 },
} as const

const MEASURES: readonly { key: Exclude<keyof OverlayRun, 'runId'>; title: string; unit: Unit }[] = [
  { key: 'p95Ms', title: 'p95', unit: 'ms' },
  { key: 'failurePercent', title: 'Failures', unit: 'percent' },
  { key: 'requestsPerS', title: 'Throughput', unit: 'perS' },
  { key: 'p50Ms', title: 'p50', unit: 'ms' },
  { key: 'p99Ms', title: 'p99', unit: 'ms' },
]

export function overlayLanes(view: OverlaidRuns): LinesLane[] {
  return MEASURES.map(({ key, title, unit }) => {
    const lines = SIDES.map((side) => ({
      side,
      runs: view[side].length,
      line: runsLine(
        view[side].map((run) => run[key]),
        view.axis.count,
      ),
    }))
    return {
      title,
      unit,
      series: lines.map(({ side, runs, line: { middle, low, high } }) => ({
        id: `${title} ${side}`,
        ...LOOKS[side],
        values: middle,
        ...(runs > 1 ? { range: { low, high } } : {}),
      })),
      notes: lines.flatMap(({ side, runs, line }) => (runs > 1 ? [rangeNote(side, line, unit)] : [])),
    }
  })
}

/** What the runs of a build have at a step. */
function rangeNote(side: Side, { low, high }: RunsLine, unit: Unit): LaneNote {
  return {
    name: `${LOOKS[side].name} runs`,
    textAt(index) {
      const [least, most] = [low[index] ?? NaN, high[index] ?? NaN]
      return Number.isNaN(least) ? null : rangeText(valueText(unit, least), valueText(unit, most))
    },
  }
}

/** `136–153`, `1.20–1.35 s`, `950 ms–1.20 s`; what is the same is said once, and not what the title of a lane says. */
export function rangeText(low: string, high: string): string {
  const [[number, unit], [most, unitOfMost]] = [partsOf(low), partsOf(high)]
  if (unit !== unitOfMost) return `${low}–${high}`
  const text = number === most ? number : `${number}–${most}`
  return unit === '' || TITLED.has(unit) ? text : `${text} ${unit}`
}

const TITLED = new Set(['ms', '/s'])

/** Before and after the last space. */
function partsOf(text: string): [number: string, unit: string] {
  const at = text.lastIndexOf(' ')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A part of the steps, [from, to). */
export function lanesBetween(lanes: readonly LinesLane[], from: number, to: number): LinesLane[] {
  return lanes.map((lane) => ({
    ...lane,
    series: lane.series.map((series) => ({
      ...series,
      values: series.values.subarray(from, to),
      ...(series.range === undefined
        ? {}
        : { range: { low: series.range.low.subarray(from, to), high: series.range.high.subarray(from, to) } }),
    })),
    notes: (lane.notes ?? []).map(({ name, textAt }) => ({ name, textAt: (index) => textAt(from + index) })),
  }))
}
