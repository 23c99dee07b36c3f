/** How the platform is doing, for `/api/metrics` as JSON and for `/metrics` in the Prometheus exposition format. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Platform } from '../platform.ts'

/** What `GET /api/metrics` answers. */
export function readPlatformMetrics(platform: Platform) {
  const { settings, pool, executions, sockets, counts, leak } = platform
  const totals = executions.totals()
  const { readers, writer } = pool.stats()
  const requests = counts.total()
  const cpu = process.cpuUsage()
  return {
    build: settings.build,
    uptimeSeconds: (performance.timeOrigin + performance.now() - platform.startedAtUnixMs) / 1000,
    executions: { ...totals, capacity: settings.executions },
    queue: { depth: totals.queued, capacity: settings.queue },
    database: {
      connections: readers.connections + writer.connections,
      active: readers.active + writer.active,
      waiting: readers.waiting + writer.waiting,
      refused: readers.refused + writer.refused,
    },
    requests: {
      received: requests.received,
      finished: requests.finished,
      aborted: requests.aborted,
      underWay: requests.received - requests.finished - requests.aborted,
    },
    webSockets: sockets.stats(),
    process: {
      cpuSeconds: (cpu.user + cpu.system) / 1_000_000,
      residentMemoryBytes: process.memoryUsage.rss(),
      leakedBytes: leak?.bytes() ?? 0,
    },
  }
}

const LATENCY_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The exposition: values that exist anyway are read when it is asked for; requests are observed as they end. */
export function createExposition(platform: Platform): { readonly contentType: string; text(): Promise<string> } {
  const { settings, pool, executions, sockets, counts, leak } = platform
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  const build = new Gauge({ name: 'platform_build_info', help: 'The build.', labelNames: ['build'], registers })
  build.set({ build: settings.build }, 1)
  const stats = () => pool.stats()
  gauge('platform_db_connections', 'Database connections in use.', () => stats().readers.active + stats().writer.active)
  gauge(
    'platform_db_connections_open',
    'Database connections in the pool.',
    () => stats().readers.connections + stats().writer.connections,
  )
  gauge(
    'platform_db_waiting',
    'Queries that wait for a connection.',
    () => stats().readers.waiting + stats().writer.waiting,
  )
  gauge('platform_queue_depth', 'Executions that wait to run.', () => executions.totals().queued)
  gauge('platform_executions_running', 'Executions that run.', () => executions.totals().running)
  gauge('platform_websocket_connections', 'Open WebSockets.', () => sockets.stats().open)
  gauge('platform_leaked_bytes', 'Memory leaked on purpose.', () => leak?.bytes() ?? 0)
  new Counter({
    name: 'platform_executions_total',
    help: 'Executions by how they ended.',
    labelNames: ['status'],
    registers,
    collect() {
      this.reset()
      const totals = executions.totals()
      for (const status of ['completed', 'failed', 'cancelled'] as const) this.inc({ status }, totals[status])
    },
  })

  const labelNames = ['method', 'route', 'status']
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests that are over.', labelNames, registers })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of the request to the end of the response.',
    labelNames: ['method', 'route'],
    buckets: LATENCY_BUCKETS_S,
    registers,
  })
  counts.observe((route, method, status, durationMs) => {
    requests.inc({ method, route, status: status ?? 'aborted' })
    durations.observe({ method, route }, durationMs / 1000)
  })
  return { contentType: registry.contentType, text: () => registry.metrics() }
}
