/** The load as it was planned beside what was achieved. */
import type { TimelineView } from '../../../../contract/methods/analysis.ts'
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'

/** Users against users; with arrivals, iterations per second against arrivals per second, and what was dropped. */
export function loadLanes(timeline: TimelineView): LinesLane[] {
  const { plannedUnit, planned, users, iterationsPerS, droppedPerS } = timeline
  const plan = { id: 'planned', name: 'planned', values: planned, color: '--baseline', dash: 'dashed' as const }
  const userLine = { id: 'users', name: 'users', values: users, color: '--candidate', width: 2 }
  if (plannedUnit === 'users') return [{ title: 'Users', unit: 'count', series: [userLine, plan] }]
  return [
    {
      title: 'Iterations',
      unit: 'perS',
      series: [
        { id: 'iterations', name: 'completed', values: iterationsPerS, color: '--candidate', width: 2 },
        { ...plan, name: 'planned arrivals' },
        { id: 'dropped', name: 'dropped', values: droppedPerS, color: '--fail' },
      ],
    },
    { title: 'Users', unit: 'count', series: [userLine] },
  ]
}
