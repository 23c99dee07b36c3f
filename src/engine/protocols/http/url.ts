/** Where a request goes: plans write paths below the target, sometimes whole URLs. */
import { InvalidValueError } from '../../values/invalidValue.ts'

export interface RequestUrl {
  /** `http://host:port` */
  origin: string
  /** Path and query. */
  path: string
}

/**
 * @param text a path (`/api/x?y=1`), or an absolute http(s) URL
 * @param origin the target's origin; basePath: its path without a trailing slash
 * @throws InvalidValueError for anything else
 */
export function resolveUrl(text: string, origin: string, basePath: string): RequestUrl {
  if (text.charCodeAt(0) === 47 /* / */ && text.charCodeAt(1) !== 47) {
    return { origin, path: withoutFragment(basePath + text) }
  }
  let url: URL
  try {
    url = new URL(text, `${origin}${basePath}/`)
  } catch {
    throw new InvalidValueError(`"${text.slice(0, 200)}" is not a URL`)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new InvalidValueError(`${url.protocol}// is not a protocol that requests can use`)
  }
  return { origin: url.origin, path: url.pathname + url.search }
}

function withoutFragment(path: string): string {
  const hash = path.indexOf('#')
  return hash === -1 ? path : path.slice(0, hash)
}
