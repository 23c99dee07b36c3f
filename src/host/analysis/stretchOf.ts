/** The seconds that a window asked for stands for. */
import type { RunWindow } from '../../contract/methods/analysis.ts'
import type { RunRecord } from '../runs/runRecord.ts'
import type { Stretch } from '../runs/stretch.ts'

/**
 * As in the report: a window that reaches the end of the load has what was under way then as well, which counts everywhere but in rates.
 * In any other window rates are requests by length.
 */
export function stretchOf({ judged, endS }: Pick<RunRecord, 'judged' | 'endS'>, window: RunWindow): Stretch {
  const whole = judgedWindow(judged)
  if (whole !== null && window.fromS === whole.fromS && window.toS === whole.toS) return judged
  const { fromS } = window
  const fromMs = fromS * 1000
  if (fromS < judged.loadEndS && window.toS >= judged.loadEndS)
    return { fromMs, toMs: judged.toMs, fromS, endS, loadEndS: judged.loadEndS }
  const toS = Math.max(fromS, Math.min(window.toS, endS))
  return { fromMs, toMs: toS * 1000, fromS, endS: toS, loadEndS: toS }
}

/** The seconds whose requests are counted in a window: what shows them one by one shows these, so that it adds up to the window's numbers. */
export function countedSeconds(record: Pick<RunRecord, 'judged' | 'endS'>, window: RunWindow): RunWindow {
  const { fromS, endS } = stretchOf(record, window)
  return { fromS, toS: endS }
}

/** What the verdict is about, in whole seconds; null when nothing was judged, as of a load that ended within its warm-up. */
export function judgedWindow({ fromS, loadEndS }: Stretch): RunWindow | null {
  return fromS < loadEndS ? { fromS, toS: loadEndS } : null
}
