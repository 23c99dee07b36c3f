// What people did to a run while it went on, below its course: changes of the load, and marks.
import { formatDuration } from '../../../core/units/duration.ts'
import { eventsOf } from '../runEvents.ts'
import type { ScenarioContext } from './scenarioContext.ts'
import { leftOutNote } from './table.ts'

export function runEvents({ report, limits, source, text }: ScenarioContext): string[] {
  const events = eventsOf(report)
  if (events.length === 0) return []
  const shown = events.slice(0, limits.smallRows)
  return [
    '',
    '**Changed and marked while it ran** (times after the start)',
    '',
    ...shown.map(({ atMs, by, kind, what }) => {
      const words = kind === 'mark' ? 'mark' : 'load changed'
      return `- ${formatDuration(atMs)}, ${words} by ${by}: ${text(what)}`
    }),
    ...leftOutNote(shown.length, events.length, 'changes and marks', source),
  ]
}
