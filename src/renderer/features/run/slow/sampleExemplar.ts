/** A kept request, to be changed where a test wants another one; for tests only. */
import type { ReportExemplar } from '../../../../core/report/report.ts'

export function exemplarOf(changes: Partial<ReportExemplar> = {}): ReportExemplar {
  return {
    endpoint: 'GET /cart',
    userType: 'Customer',
    outcome: 'ok',
    reason: 'slowest',
    startMs: 1000,
    latencyMs: 100,
    serviceMs: changes.latencyMs ?? 100,
    phasesMs: { blocked: 0, dns: 0, connect: 0, tls: 0, send: 1, wait: 98, receive: 1 },
    user: 3,
    iteration: 7,
    error: null,
    newConnection: false,
    request: { method: 'GET', url: 'http://shop.test/cart', headers: [['accept', '*/*']], body: null },
    response: { status: 200, headers: [['content-type', 'text/plain']], body: 'ok', bodyBytes: 2 },
    ...changes,
  }
}
