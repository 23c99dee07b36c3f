/** States and lines over the window, of the endpoints that are looked at: for the matrix and the table. */
import { MOST_STRIPS } from '../../../contract/methods/analysis.ts'
import { useRunView } from './runView.ts'
import { useRunQuery } from './useRunQuery.ts'

/** @param endpoints null: not known yet */
export function useStrips(endpoints: () => readonly { key: string; name: string; kind: string }[] | null) {
  const { numbersWindow, filter } = useRunView()
  return useRunQuery('run.strips', () => {
    const wanted = endpoints()
    if (numbersWindow.value === null || wanted === null) return null
    // In another order it is the same question.
    const named = wanted
      .toSorted((one, other) => (one.key < other.key ? -1 : 1))
      .slice(0, MOST_STRIPS)
      .map(({ name, kind }) => ({ name, kind }))
    return { window: numbersWindow.value, filter: filter.value, endpoints: named }
  })
}
