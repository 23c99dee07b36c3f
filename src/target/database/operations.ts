/** Every question the server can ask the database, by name: the list the worker threads answer from. */
import { checkPassword, readBalance, readLedger, transfer } from './accounts.ts'
import { countRuns, insertExecution, listExecutions, readExecution, updateExecutions } from './executions.ts'
import { analyse, holdConnection, listUsers, reportUsage, search } from './reports.ts'
import { createWorkflows, deleteWorkflow, listWorkflows, readWorkflow, updateWorkflow } from './workflows.ts'

/** Answered by any connection of the pool. */
export const readOperations = {
  checkPassword,
  readBalance,
  readLedger,
  readWorkflow,
  listWorkflows,
  readExecution,
  listExecutions,
  countRuns,
  reportUsage,
  search,
  holdConnection,
  listUsers,
  analyse,
}

/** Done one after the other by the one connection that writes: SQLite has one writer at a time anyway. */
export const writeOperations = {
  transfer,
  createWorkflows,
  updateWorkflow,
  deleteWorkflow,
  insertExecution,
  updateExecutions,
}

export type ReadOperations = typeof readOperations
export type WriteOperations = typeof writeOperations
