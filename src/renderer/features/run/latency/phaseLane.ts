/** Mean time of a request in each phase over time, upon each other. */
import type { TimelineView } from '../../../../contract/methods/analysis.ts'
import { PHASES } from '../../../../core/recording/second.ts'
import { PHASE_NAMES } from '../../../charts/small/phaseSegments.ts'
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'

/** Null where no request was timed in phases. Phases that took no time at all are left out. */
export function phaseLane({ phasesMs }: Pick<TimelineView, 'phasesMs'>): LinesLane | null {
  const series = PHASES.flatMap((phase, index) => {
    const values = phasesMs[index]
    if (values === undefined || !values.some((ms) => ms > 0)) return []
    return [{ id: `phase ${phase}`, name: PHASE_NAMES[phase], values, color: `--phase-${phase}` }]
  })
  return series.length === 0 ? null : { title: 'Mean of a request', unit: 'ms', stacked: true, series }
}
