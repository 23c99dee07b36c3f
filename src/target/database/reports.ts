/** The expensive questions: aggregations and scans that get slower as a run fills the database, as real ones do. */
import type { Connection } from './connection.ts'
import type { Viewer } from './workflows.ts'
import { contains } from './workflows.ts'

export interface RunnerUsage {
  readonly runner: string
  readonly executions: number
  readonly completed: number
  readonly failed: number
  readonly averageMs: number | null
  readonly longestMs: number | null
}

export interface UsageReport {
  readonly byRunner: readonly RunnerUsage[]
  readonly byHour: readonly { readonly hour: string; readonly executions: number; readonly failed: number }[]
  readonly own: { readonly workflows: number; readonly executions: number }
}

const BY_RUNNER = `
  SELECT runner, count(*) AS executions,
         sum(status = 'completed') AS completed, sum(status = 'failed') AS failed,
         avg(finished_at - started_at) AS averageMs, max(finished_at - started_at) AS longestMs
  FROM executions GROUP BY runner ORDER BY runner`

/** How the platform was used: a scan of all executions, and what of it is the viewer's own. */
export function reportUsage(connection: Connection, { viewer }: { viewer: Viewer }): UsageReport {
  return connection.transaction(() => ({
    byRunner: connection.all<RunnerUsage>(BY_RUNNER),
    byHour: connection.all<UsageReport['byHour'][number]>(
      `SELECT strftime('%Y-%m-%dT%H:00Z', queued_at / 1000, 'unixepoch') AS hour,
              count(*) AS executions, sum(status = 'failed') AS failed
       FROM executions GROUP BY hour ORDER BY hour DESC LIMIT 24`,
    ),
    own: connection.get<UsageReport['own']>(
      `SELECT (SELECT count(*) FROM workflows WHERE owner_id = ?) AS workflows,
              (SELECT count(*) FROM executions WHERE owner_id = ?) AS executions`,
      viewer.userId,
      viewer.userId,
    ) ?? { workflows: 0, executions: 0 },
  }))
}

export interface SearchHit {
  readonly id: string
  readonly name: string
  readonly runner: string
  readonly owner: string
}

/** Workflows whose name, description or steps contain the text: a scan of all that the viewer may see. */
export function search(
  connection: Connection,
  { q, viewer, limit }: { q: string; viewer: Viewer; limit: number },
): { hits: SearchHit[]; total: number } {
  const pattern = contains(q)
  const from = `FROM workflows w JOIN users u ON u.id = w.owner_id
    WHERE (? OR w.owner_id = ?)
      AND (w.name LIKE ? ESCAPE '\\' OR w.description LIKE ? ESCAPE '\\' OR w.steps LIKE ? ESCAPE '\\')`
  const values = [viewer.isAdmin ? 1 : 0, viewer.userId, pattern, pattern, pattern]
  return connection.transaction(() => ({
    hits: connection.all<SearchHit>(
      `SELECT w.id, w.name, w.runner, u.username AS owner ${from} ORDER BY w.seq DESC LIMIT ?`,
      ...values,
      limit,
    ),
    total: connection.get<{ total: number }>(`SELECT count(*) AS total ${from}`, ...values)?.total ?? 0,
  }))
}

/** Keeps this connection busy, without using the processor, so that others have to wait for the pool. */
export function holdConnection(connection: Connection, { holdMs }: { holdMs: number }): { executions: number } {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, holdMs)
  return connection.get<{ executions: number }>(`SELECT count(*) AS executions FROM executions`) ?? { executions: 0 }
}

export interface AdminUserRow {
  readonly id: number
  readonly username: string
  readonly role: string
  readonly balance: number
  readonly workflows: number
  readonly executions: number
}

/** One page of accounts with what they have. */
export function listUsers(
  connection: Connection,
  { limit, offset, q }: { limit: number; offset: number; q: string | undefined },
): { items: AdminUserRow[]; total: number } {
  const pattern = contains(q ?? '')
  return connection.transaction(() => ({
    items: connection.all<AdminUserRow>(
      `SELECT u.id, u.username, u.role, u.balance,
              (SELECT count(*) FROM workflows w WHERE w.owner_id = u.id) AS workflows,
              (SELECT count(*) FROM executions e WHERE e.owner_id = u.id) AS executions
       FROM users u WHERE u.username LIKE ? ESCAPE '\\' ORDER BY u.id LIMIT ? OFFSET ?`,
      pattern,
      limit,
      offset,
    ),
    total:
      connection.get<{ total: number }>(
        `SELECT count(*) AS total FROM users WHERE username LIKE ? ESCAPE '\\'`,
        pattern,
      )?.total ?? 0,
  }))
}

export interface Analytics {
  readonly users: number
  readonly workflows: number
  readonly executions: number
  readonly byStatus: readonly { readonly status: string; readonly executions: number }[]
  readonly byRunner: readonly RunnerUsage[]
  readonly busiest: readonly { readonly username: string; readonly executions: number }[]
}

/** Who uses the platform how much: several scans and a sort. */
export function analyse(connection: Connection): Analytics {
  const count = (table: 'users' | 'workflows' | 'executions') =>
    connection.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count ?? 0
  return connection.transaction(() => ({
    users: count('users'),
    workflows: count('workflows'),
    executions: count('executions'),
    byStatus: connection.all<Analytics['byStatus'][number]>(
      `SELECT status, count(*) AS executions FROM executions GROUP BY status ORDER BY status`,
    ),
    byRunner: connection.all<RunnerUsage>(BY_RUNNER),
    busiest: connection.all<Analytics['busiest'][number]>(
      `SELECT u.username, count(*) AS executions FROM executions e JOIN users u ON u.id = e.owner_id
       GROUP BY e.owner_id ORDER BY executions DESC, u.id LIMIT 10`,
    ),
  }))
}
