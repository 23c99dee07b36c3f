/** What being watched costs the generator. The terminal's display runs in the host, not in the engine; the window comes later. */
import type { Group } from '../group.ts'
import { unmeasuredRow } from '../row.ts'

const WHY = 'there is no window in this version'

export const watched: Group = {
  name: 'watched',
  method: 'a live run of 200 endpoints with the window open, against the same without.',
  measure: () =>
    Promise.resolve([
      unmeasuredRow(
        {
          id: 'watched.loss',
          what: 'rate that the generator loses to being watched',
          unit: 'percent',
          target: { atMost: 2 },
        },
        WHY,
      ),
      unmeasuredRow(
        {
          id: 'watched.paint',
          what: 'input to paint during a live run of 200 endpoints',
          unit: 'ms',
          target: { atMost: 50 },
        },
        WHY,
      ),
    ]),
}
