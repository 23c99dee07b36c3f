/** The axes that runs are laid over each other on, in words. */
import type { Alignment, OverlayAxis } from '../../../../core/comparison/overlay/overlayAxis.ts'
import { tickText, type Unit } from '../../../charts/axis/axisText.ts'
import { timeTicks, valueTicks } from '../../../charts/axis/ticks.ts'
import { momentText, pointText } from '../../../charts/axis/timeText.ts'
import type { ChartBand } from '../../../charts/lanes/lane.ts'
import type { LaneAxis } from '../../../charts/lanes/laneAxis.ts'

export const ALIGNMENT_WORDS: Readonly<Record<Alignment, { label: string; title: string }>> = {
  elapsed: { label: 'Elapsed', title: 'By the time since each run started' },
  stage: { label: 'Stage', title: 'By the stages of the load, each as long as in the run where it was shortest' },
  rate: { label: 'Rate', title: 'By the load: requests per second that each whole run achieved' },
  inFlight: { label: 'In flight', title: 'By the load: requests that were under way at once' },
}

/** Undefined: the time of the runs. */
export function overlayAxis(align: Alignment, { stages }: OverlayAxis): LaneAxis | undefined {
  switch (align) {
    case 'elapsed':
      return undefined
    case 'stage':
      return {
        name: 'Stage',
        ticks: timeTicks,
        tickText: (second) => momentText(second, null),
        rangeText: (from, to) => stageText(stages, from, to),
      }
    case 'rate':
      return levelAxis('Requests per second of the whole run', 'perS')
    case 'inFlight':
      return levelAxis('Requests in flight', 'count')
    default: {
      const unknown: never = align
      throw new TypeError(`Unknown alignment ${String(unknown)}`)
    }
  }
}

function levelAxis(name: string, unit: Unit): LaneAxis {
  return {
    name,
    ticks: (min, max, most) => valueTicks({ kind: 'linear', min, max }, most),
    tickText: (value) => tickText(unit, value),
    rangeText: (from, to) => `${tickText(unit, from)}–${tickText(unit, to)} ${unit === 'count' ? 'in flight' : '/s'}`,
  }
}

/** `1: 50 users, 40–45 %`; over several of them, from the first to the last. */
function stageText(stages: OverlayAxis['stages'], from: number, to: number): string {
  const own = stages.find((stage) => from >= stage.from && from < stage.to)
  if (own === undefined) return ''
  if (to > own.to) {
    const last = stages.find((stage) => to <= stage.to) ?? stages.at(-1)
    return last === undefined || last === own ? own.name : `${own.name} – ${last.name}`
  }
  const share = (at: number): string => String(Math.round((100 * (at - own.from)) / (own.to - own.from)))
  return `${own.name}, ${share(from)}–${share(to)} %`
}

/** @param notComparedS at the beginning of the runs */
export function overlayBands(align: Alignment, { stages }: OverlayAxis, notComparedS: number): ChartBand[] {
  if (align === 'stage')
    return stages.map(({ name, from, to }) => ({ fromS: from, toS: to, label: name, kind: 'level' as const }))
  if (align === 'elapsed' && notComparedS > 0)
    return [{ fromS: 0, toS: notComparedS, label: 'Not compared', kind: 'warmUp' }]
  return []
}

/** What a point of the lines is. */
export function overlayScope(
  align: Alignment,
  { step }: OverlayAxis,
  runs: { baseline: number; candidate: number },
): string {
  const several = runs.baseline > 1 || runs.candidate > 1
  return [
    several ? 'median of the runs, band: least to most' : 'one run each',
    align === 'elapsed' || align === 'stage'
      ? pointText(step)
      : `1 point = ${tickText('count', step)} ${align === 'rate' ? '/s' : 'in flight'}`,
    'untrusted seconds left out',
  ].join(' · ')
}
