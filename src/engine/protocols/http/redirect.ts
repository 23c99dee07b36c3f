/** Where a redirect leads, by RFC 9110 §15.4 and the Fetch standard: 301 and 302 turn POST, 303 turns everything, into GET. */
import type { RequestBody } from './streamedBody.ts'
import type { RequestUrl } from './url.ts'

export interface Hop extends RequestUrl {
  method: string
  headers: string[]
  body: RequestBody | null
}

interface From extends RequestUrl {
  status: number
  method: string
  requestHeaders: string[]
  requestBody: RequestBody | null
}

/** Headers that another site must not see. Cookies of the jar are chosen anew for each hop. */
const PRIVATE_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'host'])
const BODY_HEADERS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-location',
])

/** Null when the location is not an http(s) URL. */
export function redirected(from: From, location: string): Hop | null {
  if (!URL.canParse(location, from.origin + from.path)) return null
  const url = new URL(location, from.origin + from.path)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  const toGet =
    (from.status === 303 && from.method !== 'HEAD') ||
    ((from.status === 301 || from.status === 302) && from.method === 'POST')
  const foreign = url.origin !== from.origin
  const headers: string[] = []
  for (let i = 0; i < from.requestHeaders.length; i += 2) {
    const name = from.requestHeaders[i]!
    if ((foreign && PRIVATE_HEADERS.has(name)) || (toGet && BODY_HEADERS.has(name))) continue
    headers.push(name, from.requestHeaders[i + 1]!)
  }
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: toGet ? 'GET' : from.method,
    headers,
    body: toGet ? null : from.requestBody,
  }
}
