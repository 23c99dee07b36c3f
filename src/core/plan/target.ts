/** Where the system under test is: an absolute http(s) URL. Also used for --host, which stands in for the plan's. */
import { parsedFailure, parsedValue } from '../units/parsed.ts'
import type { Parsed } from '../units/parsed.ts'

/** Scheme and authority, path. User names are refused: they would be shown in every report. */
const TARGET = /^(https?):\/\/((?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:[\]\\]+)(?::(\d{1,5}))?)(\/[^\s?#]*)?$/i

/** The URL without trailing slashes. */
export function parseTarget(text: string): Parsed<string> {
  const match = TARGET.exec(text.trim())
  if (match === null || text.includes('{{')) {
    if (/^https?:\/\/[^/]*@/i.test(text))
      return parsedFailure('a URL without a user name; send it as a header, from `secrets`')
    if (/^https?:\/\/[^\s]*[?#]/i.test(text)) return parsedFailure('a URL without a query')
    return parsedFailure('an http(s) URL such as http://127.0.0.1:8900')
  }
  const [, scheme = '', authority = '', port, path = ''] = match
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return parsedFailure('a port from 1 to 65535')
  return parsedValue(`${scheme.toLowerCase()}://${authority.toLowerCase()}${path.replace(/\/+$/, '')}`)
}
