/** Mean time of a request in each phase over time: upon each other, or each by itself. */
import type { TimelineView } from '../../../../contract/methods/analysis.ts'
import { PHASES } from '../../../../core/recording/second.ts'
import { PHASE_NAMES } from '../../../charts/small/phaseSegments.ts'
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'

type Phases = Pick<TimelineView, 'phasesMs'>

/** Null where no request was timed in phases. Phases that took no time at all are left out. */
export function phaseLane(timeline: Phases): LinesLane | null {
  const series = seriesOf(timeline)
  return series.length === 0 ? null : { title: 'Mean of a request', unit: 'ms', stacked: true, series }
}

/** Each on a scale of its own: a phase of microseconds is seen beside one of seconds. */
export function phaseLanes(timeline: Phases): LinesLane[] {
  return seriesOf(timeline).map((series) => ({
    title: `Mean ${series.name}`,
    unit: 'ms',
    series: [{ ...series, area: true }],
  }))
}

function seriesOf({ phasesMs }: Phases): LinesLane['series'] {
  return PHASES.flatMap((phase, index) => {
    const values = phasesMs[index]
    if (values === undefined || !values.some((ms) => ms > 0)) return []
    return [{ id: `phase ${phase}`, name: PHASE_NAMES[phase], values, color: `--phase-${phase}` }]
  })
}
