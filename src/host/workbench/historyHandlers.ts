/** Answers about what the history keeps, and what is changed of it. */
import type { runsMethods } from '../../contract/methods/runs.ts'
import type { MethodHandlers } from '../../contract/method.ts'
import type { History } from '../storage/history.ts'
import { asCallError, withCallErrors } from './callErrors.ts'
import type { RunChanges } from './runChanges.ts'

type Names =
  | 'runs.list'
  | 'runs.groups'
  | 'runs.ids'
  | 'runs.facets'
  | 'runs.edit'
  | 'runs.delete'
  | 'runs.undelete'
  | 'runs.historyUse'
  | 'runs.setRetention'
  | 'runs.compact'

export interface HistoryHandlerParts {
  history: History
  changes: RunChanges
}

type HistoryHandlers = MethodHandlers<{ methods: Pick<typeof runsMethods, Names>; subscriptions: Record<never, never> }>

export function historyHandlers({ history, changes }: HistoryHandlerParts): HistoryHandlers {
  /** Whoever looks at the list is told afterwards, also when only a part of it was done. */
  function changed<T>(action: () => T): T {
    try {
      return withCallErrors(action)
    } finally {
      changes.tell()
    }
  }

  return {
    'runs.list': (query) => withCallErrors(() => history.listRunRows(query)),
    'runs.groups': (query) => withCallErrors(() => history.listRunGroups(query)),
    'runs.ids': (query) => withCallErrors(() => history.listRunIds(query)),
    'runs.facets': () => withCallErrors(() => history.listFacets()),
    'runs.edit': (edit) => {
      changed(() => history.editRuns(edit))
      return null
    },
    'runs.delete': ({ runs }) => changed(() => history.hideRuns(runs)),
    'runs.undelete': ({ runs }) => {
      changed(() => history.unhideRuns(runs))
      return null
    },
    'runs.historyUse': () => withCallErrors(() => history.use()),
    'runs.setRetention': async (retention) => {
      withCallErrors(() => history.setRetention(retention))
      // What is not to be kept goes in the background; the answer says what is left of it.
      return asCallError(
        history.settled().then(() => {
          changes.tell()
          return history.use()
        }),
      )
    },
    'runs.compact': () => asCallError(history.compact()),
  }
}
