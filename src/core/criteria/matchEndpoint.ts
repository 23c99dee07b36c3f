/** Which endpoints a criterion's subject names: written by people, so a path, `METHOD path` and an `as` name all work. */

/** What can be matched; a compiled plan's `Endpoint` is one. */
export interface MatchableEndpoint {
  name: string
  method: string | null
  path: string | null
}

/** By name. Where a group or an `as` name is the same as `METHOD path` of a request, what is known of the request counts. */
export function knownByName<T extends MatchableEndpoint>(endpoints: readonly T[]): Map<string, T> {
  const known = new Map<string, T>()
  for (const endpoint of endpoints)
    if (endpoint.path !== null || !known.has(endpoint.name)) known.set(endpoint.name, endpoint)
  return known
}

/** What is known of a name. One that the plan does not have was made while it ran: by code, which names requests `METHOD path`. */
export function routeOf(
  name: string,
  known: ReadonlyMap<string, MatchableEndpoint>,
): { method: string | null; path: string | null } {
  const endpoint = known.get(name)
  if (endpoint !== undefined) return { method: endpoint.method, path: endpoint.path }
  const [, method, path] = METHOD_AND_PATH.exec(name) ?? []
  return method === undefined || path === undefined ? { method: null, path: null } : { method, path }
}

const METHOD_AND_PATH = /^([A-Za-z]+) +((?:\/|[A-Za-z]+:\/\/).*)$/
const BARE_PATH = /^(?:\/|[A-Za-z]+:\/\/)/

/**
 * Whether a pattern names this endpoint.
 *
 * - the endpoint's name as in reports, or with `*`, matches whatever the kind;
 * - a path matches every method of that path; `METHOD path` only that method, in upper or lower case;
 * - `*` stands for any text within one segment (between slashes), a segment that is only `*` for any segment that is not empty;
 * - a `:id` segment of the endpoint is matched by itself, by `*`, and by a `:name` of any other name: what the template called
 *   the value says nothing about the route.
 *
 * Paths match as a whole: `/api/workflows` is not `/api/workflows/:workflow`.
 */
export function matchEndpoint(pattern: string, endpoint: MatchableEndpoint): boolean {
  const wanted = pattern.trim()
  if (wanted === endpoint.name) return true
  const withMethod = METHOD_AND_PATH.exec(wanted)
  if (withMethod !== null && endpoint.path !== null) {
    const isMethod = endpoint.method?.toUpperCase() === withMethod[1]!.toUpperCase()
    return isMethod && matchSegments(withMethod[2]!, endpoint.path)
  }
  if (BARE_PATH.test(wanted) && endpoint.path !== null) return matchSegments(wanted, endpoint.path)
  return wanted.includes('*') && matchSegments(wanted, endpoint.name)
}

function matchSegments(pattern: string, text: string): boolean {
  const wanted = pattern.split('/')
  const given = text.split('/')
  return wanted.length === given.length && wanted.every((segment, at) => matchSegment(segment, given[at]!))
}

function matchSegment(pattern: string, segment: string): boolean {
  if (pattern === '*') return segment !== ''
  if (pattern.length > 1 && pattern.startsWith(':') && !pattern.includes('*')) {
    return segment === pattern || (segment.length > 1 && segment.startsWith(':'))
  }
  return matchStars(pattern, segment)
}

/** Linear in time: on a mismatch only the latest star takes one character more (no backtracking over several). */
function matchStars(pattern: string, text: string): boolean {
  let inPattern = 0
  let inText = 0
  let star = -1
  let afterStar = 0
  while (inText < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++
      afterStar = inText
    } else if (inPattern < pattern.length && pattern[inPattern] === text[inText]) {
      inPattern++
      inText++
    } else if (star !== -1) {
      inPattern = star + 1
      inText = ++afterStar
    } else {
      return false
    }
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}
