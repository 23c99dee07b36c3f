/** Which searches for capacity there are; what they say together is the readers'. */
import type { capacityListMethods } from '../../contract/methods/capacity.ts'
import type { MethodHandlers } from '../../contract/method.ts'
import type { History } from '../storage/history.ts'
import { withCallErrors } from './callErrors.ts'

type CapacityHandlers = MethodHandlers<{
  methods: typeof capacityListMethods
  subscriptions: Record<never, never>
}>

export function capacityHandlers(history: History): CapacityHandlers {
  return { 'capacity.searches': () => withCallErrors(() => history.capacitySearches()) }
}
