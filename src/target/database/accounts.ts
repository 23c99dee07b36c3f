/** Queries about accounts and the credits on them. Moving credits keeps their sum, whatever happens at the same time. */
import { timingSafeEqual } from 'node:crypto'
import type { Connection } from './connection.ts'
import { hashPassword, OPENING_BALANCE } from './schema.ts'

export type Role = 'user' | 'admin'

export interface Account {
  readonly id: number
  readonly username: string
  readonly role: Role
}

interface PasswordRow extends Account {
  readonly salt: Buffer
  readonly password_hash: Buffer
}

const NO_SALT = Buffer.alloc(16)
const NO_HASH = Buffer.alloc(32)

/** The account, or undefined when there is none of that name or the password is another. */
export function checkPassword(
  connection: Connection,
  { username, password }: { username: string; password: string },
): Account | undefined {
  const row = connection.get<PasswordRow>(
    `SELECT id, username, role, salt, password_hash FROM users WHERE username = ?`,
    username,
  )
  // An unknown name takes the same work as a wrong password.
  const matches = timingSafeEqual(hashPassword(row?.salt ?? NO_SALT, password), row?.password_hash ?? NO_HASH)
  return row !== undefined && matches ? { id: row.id, username: row.username, role: row.role } : undefined
}

export interface Balance {
  readonly username: string
  readonly balance: number
}

interface BalanceRow extends Balance {
  readonly id: number
}

const BALANCE = `SELECT id, username, balance FROM users WHERE username = ?`

export function readBalance(connection: Connection, { username }: { username: string }): Balance | undefined {
  const row = connection.get<BalanceRow>(BALANCE, username)
  return row === undefined ? undefined : { username: row.username, balance: row.balance }
}

export type TransferOutcome =
  | { readonly outcome: 'done'; readonly from: Balance; readonly to: Balance }
  | { readonly outcome: 'missing'; readonly username: string }
  | { readonly outcome: 'insufficient'; readonly balance: number }

/** Moves credits from one account to another in one transaction. Both balances are those right after it. */
export function transfer(
  connection: Connection,
  { from, to, amount, nowMs }: { from: string; to: string; amount: number; nowMs: number },
): TransferOutcome {
  return connection.transaction((): TransferOutcome => {
    const source = connection.get<BalanceRow>(BALANCE, from)
    if (source === undefined) return { outcome: 'missing', username: from }
    const destination = connection.get<BalanceRow>(BALANCE, to)
    if (destination === undefined) return { outcome: 'missing', username: to }
    if (source.balance < amount) return { outcome: 'insufficient', balance: source.balance }
    connection.run(`UPDATE users SET balance = balance - ? WHERE id = ?`, amount, source.id)
    connection.run(`UPDATE users SET balance = balance + ? WHERE id = ?`, amount, destination.id)
    connection.run(
      `INSERT INTO transfers (from_id, to_id, amount, at) VALUES (?, ?, ?, ?)`,
      source.id,
      destination.id,
      amount,
      nowMs,
    )
    return {
      outcome: 'done',
      from: { username: source.username, balance: source.balance - amount },
      to: { username: destination.username, balance: destination.balance + amount },
    }
  })
}

export interface Ledger {
  readonly accounts: number
  /** Sum of all balances. Equal to `expectedTotal` at every moment, or an update was lost. */
  readonly total: number
  readonly expectedTotal: number
  readonly transfers: number
  /** Sum of all amounts that were moved. */
  readonly volume: number
}

/** One statement, hence one snapshot: it never sees half a transfer. */
export function readLedger(connection: Connection): Ledger {
  const row = connection.get<Omit<Ledger, 'expectedTotal'>>(
    `SELECT (SELECT count(*) FROM users) AS accounts,
            (SELECT sum(balance) FROM users) AS total,
            (SELECT count(*) FROM transfers) AS transfers,
            (SELECT coalesce(sum(amount), 0) FROM transfers) AS volume`,
  )
  if (row === undefined) throw new Error('an aggregation without GROUP BY always has a row')
  return { ...row, expectedTotal: row.accounts * OPENING_BALANCE }
}
