/** Where a request of code goes and what it is called: path, params and query. */
import type { QueryValue, RequestOptions } from '../../authoring/taskContext.ts'

type Pairs = Record<string, QueryValue | readonly QueryValue[] | undefined>

const PARAMETER = /:([A-Za-z_]\w*)/g

/** In capitals. @throws Error with a plain sentence for what is no method, or opens tunnels */
export function methodOfCall(method: string): string {
  const capitals = String(method).toUpperCase()
  if (!/^[!#$%&'*+.^_`|~0-9A-Z-]{1,64}$/.test(capitals) || capitals === 'CONNECT')
    throw new Error(`${JSON.stringify(method).slice(0, 80)} is not a method of HTTP that a request can have`)
  return capitals
}

/** `/api/items/:id` with its values. @throws Error with a plain sentence when one is missing */
export function withParams(path: string, params: RequestOptions['params']): string {
  if (params === undefined) return path
  return path.replace(PARAMETER, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (value === undefined || value === null) throw new Error(`params has no ${name} for ${path}`)
    return encodeURIComponent(value)
  })
}

export function withQuery(path: string, query: RequestOptions['query']): string {
  if (query === undefined) return path
  const text = encodePairs(query)
  if (text === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${text}`
}

/** application/x-www-form-urlencoded (WHATWG URL). */
export function encodePairs(pairs: Pairs): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(pairs)) {
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? (value as readonly QueryValue[]) : [value as QueryValue])
      search.append(name, String(each))
  }
  return search.toString()
}

/** What a path is counted as: without its query, and without the target where a whole URL leads there. */
export function nameOfPath(path: string, target: string): string {
  const end = path.search(/[?#]/)
  const bare = end < 0 ? path : path.slice(0, end)
  return bare.startsWith(`${target}/`) ? bare.slice(target.length) : bare
}
