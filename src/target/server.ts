/**
 * The bundled system under test: an "AI automation platform" as a real server with a real database, made to be loaded.
 * Routes, accounts and knobs are described in docs/target.md.
 */
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { DatabasePool } from './database/pool.ts'
import { openPool } from './database/pool.ts'
import { createExecutionEngine } from './executions/executionEngine.ts'
import { createApplication } from './http/application.ts'
import { createInterference } from './http/interference.ts'
import type { CountsSnapshot } from './http/requestCounts.ts'
import { CountedResponse, createRequestCounts } from './http/requestCounts.ts'
import { createStall } from './http/stall.ts'
import { createTokens } from './http/tokens.ts'
import { startLeak } from './leak.ts'
import { createExecutionFeed } from './live/executionFeed.ts'
import { createLiveSockets } from './live/liveSockets.ts'
import type { Settings, TargetOptions } from './options.ts'
import { readOptions } from './options.ts'

/** A target that listens. */
export interface Target {
  /** `http://HOST:PORT`, without a slash at its end. */
  readonly url: string
  readonly port: number
  /** The same as `GET /api/_counts`. */
  counts(): CountsSnapshot
  /** Ends all connections and removes the database. May be called more than once. */
  close(): Promise<void>
}

/** Seeded admins: `admin1` … `admin5`. */
const ADMINS = 5

/**
 * Starts a target.
 * @throws {KnobError} for an option that is wrong, or a knob for a route that there is not
 */
export async function startTarget(options: TargetOptions = {}): Promise<Target> {
  const settings = readOptions(options)
  const pool = await openPool({
    workerUrl: databaseWorkerUrl(),
    readers: settings.pool,
    mostWaiting: settings.poolQueue,
    waitTimeoutMs: settings.poolTimeoutMs,
    seedData: { ...settings, admins: ADMINS },
  })
  try {
    return await serve(settings, pool)
  } catch (error) {
    await pool.close()
    throw error
  }
}

async function serve(settings: Settings, pool: DatabasePool): Promise<Target> {
  const startedAtMs = performance.now()
  const counts = createRequestCounts()
  const tokens = createTokens()
  const feed = createExecutionFeed()
  const stall = createStall(settings.stall, startedAtMs)
  const leak = settings.leak === undefined ? undefined : startLeak(settings.leak)
  const sockets = createLiveSockets({ tokens, feed, pool, counts, stall, heartbeatMs: settings.heartbeatMs })
  const executions = createExecutionEngine({
    concurrency: settings.executions,
    queueLimit: settings.queue,
    executionTime: settings.executionTime,
    failShare: settings.failExecutionsShare,
    seed: settings.seed,
    save: (changes) => pool.write('updateExecutions', { changes }),
    changed: (execution) => {
      feed.publish(execution)
    },
  })
  const platform = {
    settings,
    pool,
    executions,
    feed,
    sockets,
    tokens,
    counts,
    stall,
    leak,
    startedAtUnixMs: performance.timeOrigin + startedAtMs,
  }
  const interference = createInterference(settings, stall, leak)

  let server: Server | undefined
  const app = createApplication(platform, interference, (handler) => {
    server = createServer({ ServerResponse: CountedResponse, keepAliveTimeout: 72_000 }, handler)
    if (settings.connections !== undefined) server.maxConnections = settings.connections
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      sockets.upgrade(request, socket, head)
    })
    return server
  })

  async function close(): Promise<void> {
    leak?.stop()
    sockets.close()
    const closed = app.close()
    server?.closeAllConnections()
    await closed
    await executions.close()
    await pool.close()
  }

  try {
    await app.ready()
    interference.checkAllMatched()
    // Thousands of users may arrive in the same moment; the usual backlog of 511 would refuse some of them.
    await app.listen({ host: settings.host, port: settings.port, backlog: 4096 })
  } catch (error) {
    await close()
    throw error
  }
  const { port } = app.server.address() as AddressInfo
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  let closing: Promise<void> | undefined
  return {
    url: `http://${host}:${port}`,
    port,
    counts: () => counts.snapshot(),
    close: () => (closing ??= close()),
  }
}

/** The worker is a file of its own beside this one, in the source and in the build (`out/main`). */
function databaseWorkerUrl(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`databaseWorker.${extension}`, import.meta.url)
}
