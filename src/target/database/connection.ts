/** One open SQLite connection, with its prepared statements kept. Lives in a worker thread: SQLite is synchronous. */
import Database from 'better-sqlite3'

/** A value that can be bound to a parameter of a statement. */
export type Bindable = string | number | null | Buffer

/** What queries may do with a connection. Rows are typed by the caller, who wrote the SQL beside the type. */
export interface Connection {
  all<Row>(sql: string, ...parameters: Bindable[]): Row[]
  get<Row>(sql: string, ...parameters: Bindable[]): Row | undefined
  /** The number of rows that were changed. */
  run(sql: string, ...parameters: Bindable[]): number
  /** Several statements without parameters, such as a schema. */
  script(sql: string): void
  /** Commits what `work` did, or undoes all of it when `work` throws. */
  transaction<T>(work: () => T): T
  close(): void
}

export function openConnection(file: string, mode: 'reader' | 'writer'): Connection {
  const database = new Database(file, { readonly: mode === 'reader', timeout: 5000 })
  if (mode === 'writer') {
    database.pragma('journal_mode = WAL')
    // A practice database that is deleted at the end: durable against a power cut is more than it needs.
    database.pragma('synchronous = OFF')
  }
  const statements = new Map<string, Database.Statement<Bindable[]>>()
  function prepared(sql: string): Database.Statement<Bindable[]> {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = database.prepare<Bindable[]>(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  return {
    all: <Row>(sql: string, ...parameters: Bindable[]) => prepared(sql).all(...parameters) as Row[],
    get: <Row>(sql: string, ...parameters: Bindable[]) => prepared(sql).get(...parameters) as Row | undefined,
    run: (sql, ...parameters) => prepared(sql).run(...parameters).changes,
    script: (sql) => {
      database.exec(sql)
    },
    // IMMEDIATE: a transaction that reads first and writes then must not find that somebody wrote in between.
    transaction: (work) => {
      const transaction = database.transaction(work)
      return mode === 'writer' ? transaction.immediate() : transaction.deferred()
    },
    close: () => {
      database.close()
    },
  }
}
