/** Which endpoints a criterion is about: a path, METHOD path, or an `as` name; `*` matches within a segment. */
import type { Endpoint } from './compiledPlan.ts'

/**
 * A pattern without `*` is the whole path, `METHOD path` or name. `*` stands for any characters but `/`, so that
 * `/api/workflows/*` is about `/api/workflows/:workflow` and not about what lies below. Methods match in any case.
 */
export function endpointMatcher(pattern: string): (endpoint: Endpoint) => boolean {
  const whole = pattern.trim()
  const matchesWhole = wildcardMatcher(whole)
  const methodAndPath = /^([A-Za-z]+)\s+(\/.*|https?:.*)$/.exec(whole)
  const method = methodAndPath?.[1]?.toUpperCase()
  const matchesPath = wildcardMatcher(methodAndPath?.[2] ?? whole)
  return (endpoint) => {
    if (matchesWhole(endpoint.name)) return true
    if (endpoint.path === null || !matchesPath(endpoint.path)) return false
    return method === undefined || method === endpoint.method
  }
}

function wildcardMatcher(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern
  const parts = pattern.split(/\*+/)
  // Linear without a regular expression: patterns such as *a*a*a*a*b would make one backtrack for ever.
  return (text) => {
    let at = 0
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1
      const found = index === 0 ? 0 : isLast ? text.length - part.length : text.indexOf(part, at)
      if (found < at || !text.startsWith(part, found) || text.slice(at, found).includes('/')) return false
      at = found + part.length
    }
    return at === text.length
  }
}
