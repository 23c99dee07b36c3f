/** What the history refuses, as callers over a border hear it: a code and a sentence. Anything else is a fault of ours and stays what it is. */
import { CallError } from '../../contract/rpc/remoteError.ts'
import { HistoryError } from '../storage/historyError.ts'

/** @throws CallError */
export function withCallErrors<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw callErrorOf(error)
  }
}

/** The same for what takes its time. */
export function asCallError<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw callErrorOf(error)
  })
}

function callErrorOf(error: unknown): unknown {
  return error instanceof HistoryError ? new CallError(error.code, error.message) : error
}
