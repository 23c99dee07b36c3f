/** The tables of the practice platform, and what is in them at the start. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { seededRandom } from '../random.ts'
import type { Connection } from './connection.ts'

/** What the database holds when the target starts. */
export interface SeedData {
  readonly users: number
  readonly admins: number
  readonly password: string
  readonly history: number
  readonly seed: number
}

/** Credits on every ledger account at the start; transfers only move them. */
export const OPENING_BALANCE = 1000

const SCHEMA = `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    salt BLOB NOT NULL,
    password_hash BLOB NOT NULL,
    balance INTEGER NOT NULL CHECK (balance >= 0),
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE workflows (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    runner TEXT NOT NULL CHECK (runner IN ('browser', 'desktop', 'llm')),
    steps TEXT NOT NULL,
    step_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    runs INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX workflows_by_owner ON workflows (owner_id, seq);
  CREATE TABLE executions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    workflow_id TEXT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    runner TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    queued_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    error TEXT
  ) STRICT;
  CREATE INDEX executions_by_owner ON executions (owner_id, seq);
  CREATE INDEX executions_by_workflow ON executions (workflow_id, status);
  CREATE TABLE transfers (
    seq INTEGER PRIMARY KEY,
    from_id INTEGER NOT NULL REFERENCES users (id),
    to_id INTEGER NOT NULL REFERENCES users (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    at INTEGER NOT NULL
  ) STRICT;
`

/** Makes the tables and fills them. Accounts are `user1…`, then `admin1…`, with ids in that order from 1. */
export function createDatabase(connection: Connection, seedData: SeedData, nowMs: number): void {
  connection.script(SCHEMA)
  connection.transaction(() => {
    addAccounts(connection, seedData, nowMs)
    addHistory(connection, seedData, nowMs)
  })
}

function addAccounts(connection: Connection, seedData: SeedData, nowMs: number): void {
  const sql = `INSERT INTO users (username, role, salt, password_hash, balance, created_at) VALUES (?, ?, ?, ?, ?, ?)`
  const add = (username: string, role: string) => {
    const salt = randomBytes(16)
    connection.run(sql, username, role, salt, hashPassword(salt, seedData.password), OPENING_BALANCE, nowMs)
  }
  for (let user = 1; user <= seedData.users; user++) add(`user${user}`, 'user')
  for (let admin = 1; admin <= seedData.admins; admin++) add(`admin${admin}`, 'admin')
}

/**
 * One round of salted SHA-256. A practice target is not a vault: a password hash that deserves the name would make every
 * login a test of the hash function and of nothing else.
 */
export function hashPassword(salt: Buffer, password: string): Buffer {
  return createHash('sha256').update(salt).update(password).digest()
}

const RUNNER_NAMES = ['browser', 'desktop', 'llm'] as const
const STEPS = JSON.stringify([{ type: 'navigate' }, { type: 'click' }, { type: 'extract' }])
const DAY_MS = 86_400_000

/** Past executions over the last week, five to a workflow, so that reports have something to add up. */
function addHistory(connection: Connection, seedData: SeedData, nowMs: number): void {
  const random = seededRandom(seedData.seed, 'history')
  const workflows = Math.ceil(seedData.history / 5)
  for (let number = 0; number < workflows; number++) {
    const id = randomUUID()
    const ownerId = (number % seedData.users) + 1
    const runner = RUNNER_NAMES[Math.floor(random() * RUNNER_NAMES.length)] ?? 'browser'
    const runs = Math.min(5, seedData.history - number * 5)
    const createdAt = nowMs - Math.floor((7 + random()) * DAY_MS)
    connection.run(
      `INSERT INTO workflows (id, owner_id, name, description, runner, steps, step_count, version, runs, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, 3, 1, ?, ?, ?)`,
      id,
      ownerId,
      `sample ${number + 1}`,
      `A ${runner} workflow from before this run`,
      runner,
      STEPS,
      runs,
      createdAt,
      createdAt,
    )
    for (let run = 0; run < runs; run++) {
      const queuedAt = nowMs - Math.floor(random() * 7 * DAY_MS)
      const startedAt = queuedAt + Math.floor(random() * 200)
      const failed = random() < 0.04
      connection.run(
        `INSERT INTO executions (id, workflow_id, owner_id, runner, status, queued_at, started_at, finished_at, error)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        randomUUID(),
        id,
        ownerId,
        runner,
        failed ? 'failed' : 'completed',
        queuedAt,
        startedAt,
        startedAt + 200 + Math.floor(random() * 800),
        failed ? 'a step did not find its element' : null,
      )
    }
  }
}
