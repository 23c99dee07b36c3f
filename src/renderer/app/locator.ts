/** A view as a link: `#/run/RUN/SECTION?from=60&to=120`. Links come from anywhere, so whatever is no view of ours is none. */

export const TAB_KINDS = ['home', 'runs', 'run', 'plan', 'compare', 'trends', 'capacity', 'settings'] as const
export type TabKind = (typeof TAB_KINDS)[number]

/** Everything of a view that its link holds. What each means is the view's business, and for it to check. */
export type TabParams = Readonly<Record<string, string>>

export interface Locator {
  kind: TabKind
  params: TabParams
}

/** Parameters that stand in the path, in this order; all others are behind the `?`. */
const PATH_PARAMS: Readonly<Record<TabKind, readonly string[]>> = {
  home: [],
  runs: [],
  run: ['run', 'section'],
  plan: [],
  compare: [],
  trends: [],
  capacity: [],
  settings: ['section'],
}

const MOST_PARAMS = 50
/** Longer links are cut by what they are pasted into. */
const MAX_LINK_LENGTH = 8000

/** @returns null where the text names no view */
export function parseLocator(hash: string): Locator | null {
  if (hash.length > MAX_LINK_LENGTH || !hash.startsWith('#/')) return null
  const [path, query] = splitOnce(hash.slice(2), '?')
  const [kindText = '', ...parts] = path.split('/')
  const kind = TAB_KINDS.find((each) => each === kindText)
  if (kind === undefined || parts.length > PATH_PARAMS[kind].length) return null
  const params = new Map<string, string>()
  for (const [index, part] of parts.entries()) {
    const name = PATH_PARAMS[kind][index]
    const value = decoded(part)
    if (name === undefined || value === null) return null
    if (value !== '') params.set(name, value)
  }
  for (const [name, value] of new URLSearchParams(query)) {
    if (PATH_PARAMS[kind].includes(name)) continue
    params.set(name, value)
    if (params.size > MOST_PARAMS) return null
  }
  if (kind === 'run' && !params.has('run')) return null
  return { kind, params: Object.fromEntries(params) }
}

/** Parameters that are empty are left out. */
export function printLocator({ kind, params }: Locator): string {
  const names = PATH_PARAMS[kind]
  const parts = names.map((name) => encodeURIComponent(own(params, name)))
  while (parts.at(-1) === '') parts.pop()
  const query = new URLSearchParams()
  for (const name of Object.keys(params).toSorted()) {
    const value = own(params, name)
    if (!names.includes(name) && value !== '') query.set(name, value)
  }
  const queryText = query.size > 0 ? `?${query}` : ''
  return `#/${[kind, ...parts].join('/')}${queryText}`
}

function own(params: TabParams, name: string): string {
  return Object.hasOwn(params, name) ? (params[name] ?? '') : ''
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
