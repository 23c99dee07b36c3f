/** Tells those who listen, by WebSocket or by event stream, how the executions of one account change. */
import type { Execution } from '../executions/executionEngine.ts'

export interface ExecutionFeed {
  publish(execution: Execution): void
  /** Calls `listener` with every change of an execution that `ownerId` owns. Returns the way to stop. */
  listen(ownerId: number, listener: (execution: Execution) => void): () => void
}

export function createExecutionFeed(): ExecutionFeed {
  const listeners = new Map<number, Set<(execution: Execution) => void>>()
  return {
    publish(execution) {
      const interested = listeners.get(execution.ownerId)
      if (interested !== undefined) for (const listener of interested) listener(execution)
    },
    listen(ownerId, listener) {
      let own = listeners.get(ownerId)
      if (own === undefined) {
        own = new Set()
        listeners.set(ownerId, own)
      }
      own.add(listener)
      return () => {
        own.delete(listener)
        if (own.size === 0 && listeners.get(ownerId) === own) listeners.delete(ownerId)
      }
    },
  }
}

/** What is sent about a change. */
export function executionMessage(execution: Execution): string {
  return JSON.stringify({
    type: 'execution',
    id: execution.id,
    workflowId: execution.workflowId,
    status: execution.status,
  })
}
