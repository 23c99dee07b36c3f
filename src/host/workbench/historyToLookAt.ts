/** The history where one may only look: nothing of it is created, so it is empty until there is a file. */
import { HistoryError } from '../storage/historyError.ts'
import { openHistory, openMemoryHistory, type History } from '../storage/history.ts'

/** @throws HistoryError when there is a file that cannot be read */
export function openHistoryToLookAt(file: string): History {
  const nothing: History = { ...openMemoryHistory(), file, readOnly: true }
  let opened = openOrNull(file)
  return new Proxy(nothing, {
    get(_nothing, name: keyof History) {
      opened ??= openOrNull(file)
      return (opened ?? nothing)[name]
    },
  })
}

/** Null: there is no file, or one that is only being begun. */
function openOrNull(file: string): History | null {
  try {
    return openHistory(file, { readOnly: true })
  } catch (error) {
    if (error instanceof HistoryError && error.code === 'notFound') return null
    throw error
  }
}
