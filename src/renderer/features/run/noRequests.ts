/** Why charts of requests are empty, in words, and what would show something. */
import type { LatencyChoice } from '../../../contract/methods/analysis.ts'
import { formatCount } from '../../ui/format.ts'
import { latencyWords } from './pickLatency.ts'

export interface EmptyCharts {
  latency: LatencyChoice
  /** Requests that ended in the window of the chart, but are not those whose latency is asked for. */
  hasOthers: boolean
  /** Requests that count in the window and ended when the load had: in the graceful stop. */
  afterLoad: number
  isFiltered: boolean
  isLive: boolean
}

export function noRequests({ latency, hasOthers, afterLoad, isFiltered, isLive }: EmptyCharts): {
  title: string
  text: string
} {
  if (hasOthers)
    return {
      title: `There are no latencies of ${latencyWords(latency)} in this window.`,
      text: 'Other requests ended in it: see “Latency of”.',
    }
  if (afterLoad > 0) {
    const ended = afterLoad === 1 ? '1 request ended' : `${formatCount(afterLoad)} requests ended`
    return {
      title: 'No request ended while the load went on.',
      text: `${ended} in the graceful stop after it, and ${afterLoad === 1 ? 'is' : 'are'} counted: choose “Whole run” to see when.`,
    }
  }
  const title = 'No request ended in this window.'
  if (isFiltered) return { title, text: 'Choose another window, or clear the filter.' }
  return {
    title,
    text: `Requests are counted when they end.${isLive ? '' : ' Those that were cut off are in Errors.'}`,
  }
}
