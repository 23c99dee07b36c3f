/** What the cells of a heatmap count, in words. */
import type { HeatmapView } from '../../../../contract/methods/analysis.ts'
import { pointText } from '../../../charts/axis/timeText.ts'

/**
 * @param requests which ones
 * @param loadEndS second at which the load had ended; null: it goes on, or nothing was judged
 */
export function heatmapScope(
  requests: string,
  shown: Pick<HeatmapView, 'stepS' | 'window'> | null,
  loadEndS: number | null,
): string {
  if (shown === null) return requests
  const hasStop = loadEndS !== null && shown.window.fromS < loadEndS && shown.window.toS > loadEndS
  const words = [
    requests,
    pointText(shown.stepS).replace('point', 'column'),
    ...(hasStop ? ['with the graceful stop'] : []),
  ]
  return words.join(' · ')
}
