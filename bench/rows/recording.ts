/** What recording takes from the hot path, and what the end of a second takes, in the engine's own recorder. */
import type { Group } from '../group.ts'
import type { RecordingResult } from '../generators/recording.ts'
import { rowOf } from '../row.ts'
import { generate } from '../rounds.ts'
import { medianEstimate } from '../statistics.ts'

export const recording: Group = {
  name: 'recording',
  method:
    'RunRecorder by itself: requests with log-normal times in turn into 200 series, then the end of the second: histograms encoded, the message made.',
  async measure({ quick, log }) {
    const rounds = quick ? 5 : 15
    log(`${rounds} rounds`)
    const result = await generate<RecordingResult>('recording.ts', [rounds])
    const ns = medianEstimate(result.recordNs)
    return [
      rowOf({ id: 'recording.sample', what: 'recording one request', unit: 'ns', target: { atMost: 100 } }, ns),
      rowOf(
        {
          id: 'recording.scheduled',
          what: 'recording one request of a schedule (two times)',
          unit: 'ns',
          target: { atMost: 100 },
        },
        medianEstimate(result.recordScheduledNs),
      ),
      rowOf(
        {
          id: 'recording.second',
          what: 'the end of a second with 200 series of 100 requests',
          unit: 'ms',
          target: { atMost: 20 },
        },
        medianEstimate(result.secondMs),
      ),
      rowOf(
        { id: 'recording.yardstick', what: 'hdr-histogram-js, recording one time', unit: 'ns' },
        medianEstimate(result.yardstickNs),
      ),
    ]
  },
}
