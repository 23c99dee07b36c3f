/** A request that was kept whole, as a report shows it. */
import type { Exemplar } from '../recording/second.ts'
import { phasesFrom } from './accumulate.ts'
import type { ReportExemplar } from './report.ts'

export function exemplarRow(exemplar: Exemplar): ReportExemplar {
  const { latencyUs, serviceUs, phasesUs, otherMessages, ...rest } = exemplar
  return {
    ...rest,
    latencyMs: latencyUs / 1000,
    serviceMs: serviceUs / 1000,
    phasesMs: phasesFrom((at) => (phasesUs[at] ?? 0) / 1000),
    ...(otherMessages && {
      otherMessages: { count: otherMessages.count, afterMs: otherMessages.afterUs.map((us) => us / 1000) },
    }),
  }
}
