/** A row of a waterfall in words, and what is drawn beside its bar. */
import type { ReportEndpoint } from '../../../../core/report/report.ts'
import { formatMs } from '../../../ui/format.ts'
import { connectionText } from './connectionUse.ts'
import { conversationLines, isConversation, isUpgrade } from './messageMarks.ts'
import { meanTicks, phaseReadings, phaseText, type MeanTick } from './phaseReadings.ts'
import type { SlowRow } from './slowRows.ts'

export interface WaterfallReading {
  /** A line each: in all, its parts beside what is usual for its endpoint. */
  lines: string[]
  /** p50 and p95 of the endpoint, ms. */
  percentilesMs: number[]
  means: MeanTick[]
}

export function waterfallReading(
  { exemplar }: Pick<SlowRow, 'exemplar'>,
  endpoint: Pick<ReportEndpoint, 'latencyMs' | 'phasesMs'> | undefined,
): WaterfallReading {
  const inAll = `${formatMs(exemplar.latencyMs)} in all`
  const latency = endpoint?.latencyMs ?? null
  const usual = latency === null ? [] : [`p50 of the endpoint ${formatMs(latency.p50)}`, `p95 ${formatMs(latency.p95)}`]
  const percentilesMs = latency === null ? [] : [latency.p50, latency.p95]
  if (isConversation(exemplar)) return { lines: [...conversationLines(exemplar), ...usual], percentilesMs, means: [] }
  const readings = phaseReadings(exemplar, endpoint?.phasesMs)
  return {
    lines: [
      isUpgrade(exemplar) ? `upgrade to a WebSocket, ${inAll}` : inAll,
      ...readings.filter(({ ms }) => ms > 0).map(phaseText),
      ...(exemplar.newConnection ? [] : [connectionText(exemplar)]),
      ...usual,
    ],
    percentilesMs,
    means: meanTicks(readings),
  }
}
