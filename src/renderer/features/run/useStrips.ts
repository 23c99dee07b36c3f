/** States and lines of every endpoint over the window: for the matrix and the table. */
import { useRunView } from './runView.ts'
import { useRunQuery } from './useRunQuery.ts'

export function useStrips() {
  const { numbersWindow, filter } = useRunView()
  return useRunQuery('run.strips', () => numbersWindow.value && { window: numbersWindow.value, filter: filter.value })
}
