/**
 * Entry of a database worker thread: one SQLite connection, one question at a time. It does what the pool
 * (database/pool.ts) tells it by messages, and answers each of them once.
 */
import { parentPort } from 'node:worker_threads'
import type { Connection } from './database/connection.ts'
import { openConnection } from './database/connection.ts'
import { readOperations, writeOperations } from './database/operations.ts'
import type { WorkerAnswer, WorkerRequest } from './database/protocol.ts'
import { createDatabase } from './database/schema.ts'

const port = parentPort
if (port === null) throw new Error('databaseWorker is the entry of a worker thread, not of a process')

type Operation = (connection: Connection, parameters: unknown) => unknown
const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({ ...readOperations, ...writeOperations }) as [string, Operation][],
)
let connection: Connection | undefined

port.on('message', (request: WorkerRequest) => {
  let answer: WorkerAnswer
  try {
    answer = { kind: 'result', result: perform(request) }
  } catch (error) {
    answer = { kind: 'error', message: error instanceof Error ? error.message : String(error) }
  }
  port.postMessage(answer)
  if (request.kind === 'close') port.close()
})

function perform(request: WorkerRequest): unknown {
  switch (request.kind) {
    case 'open':
      connection = openConnection(request.file, request.mode)
      if (request.seedData !== undefined) createDatabase(connection, request.seedData, Date.now())
      return undefined
    case 'operation': {
      const operation = operations.get(request.operation)
      if (operation === undefined || connection === undefined) {
        throw new Error(`the operation ${request.operation} cannot be done here`)
      }
      return operation(connection, request.parameters)
    }
    case 'close':
      connection?.close()
      connection = undefined
      return undefined
    default:
      return request satisfies never
  }
}
