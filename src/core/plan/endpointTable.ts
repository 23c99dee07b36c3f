/** The endpoints of a plan: under which names requests are counted. */
import type { Endpoint, EndpointKind, EndpointRef, Template } from './compiledPlan.ts'

export interface EndpointTable {
  endpoints: Endpoint[]
  /** The same name and kind is the same endpoint, wherever it is used. */
  add(endpoint: Endpoint): EndpointRef
  /** `as` names with templates in them, known only when they run. */
  dynamic(name: Template, kind: EndpointKind): EndpointRef
}

export function createEndpointTable(): EndpointTable {
  const endpoints: Endpoint[] = []
  const indexByName = new Map<string, number>()
  return {
    endpoints,
    add(endpoint) {
      const key = `${endpoint.kind} ${endpoint.name}`
      const known = indexByName.get(key)
      if (known !== undefined) return { index: known }
      indexByName.set(key, endpoints.length)
      return { index: endpoints.push(endpoint) - 1 }
    },
    dynamic: (name, kind) => ({ name, kind }),
  }
}
