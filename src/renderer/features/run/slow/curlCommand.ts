/** A kept request as a command for a POSIX shell. What is in it comes from plans and targets: nothing of it may be read as shell. */
import type { ReportExemplar } from '../../../../core/report/report.ts'
import { isKeptInPart } from './bodyText.ts'

/** As the engine writes them where a secret was. */
const MASK = '•••'
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Of the connection, or computed by curl from what is sent. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'content-length',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'expect',
])

export interface CurlCommand {
  text: string
  /** What has to be put in, or is not as it was sent. */
  notes: string[]
}

/** Null where curl cannot send it: WebSockets, addresses that are none of HTTP. */
export function curlCommand({ method, url, headers, body }: ReportExemplar['request']): CurlCommand | null {
  if (!/^https?:\/\//i.test(url) || hasControls(url) || !TOKEN.test(method)) return null
  const notes: string[] = []
  const usable = headers.filter(([name, value]) => TOKEN.test(name) && !hasControls(value))
  if (usable.length < headers.length) notes.push('Headers that no shell command can carry were left out.')
  const sent = usable.filter(([name]) => !LEFT_OUT.has(name.toLowerCase()))
  const parts = [
    // Brackets and braces in an address are that, and no pattern.
    `curl --globoff --url ${quoted(url)}`,
    method === 'HEAD' ? '--head' : `--request ${quoted(method)}`,
    ...sent.map(([name, value]) => `--header ${quoted(headerText(name, value))}`),
    ...(sent.some(([name]) => name.toLowerCase() === 'accept-encoding') ? ['--compressed'] : []),
  ]
  if (body !== null) {
    const text = body.replaceAll('\0', '')
    if (text !== body) notes.push('Null characters of the body were left out: no argument can have them.')
    if (isKeptInPart(body)) notes.push('Only the beginning of the body was kept.')
    parts.push(`--data-raw ${quoted(text)}`)
  }
  const text = parts.join(' \\\n  ')
  if (text.includes(MASK)) notes.unshift(`Secrets are masked as ${MASK}: put them in.`)
  return { text, notes }
}

/** Without a value curl would take the header away; a semicolon sends it empty. */
function headerText(name: string, value: string): string {
  return value.trim() === '' ? `${name};` : `${name}: ${value}`
}

/** Within single quotes a shell reads nothing but the end of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A line break in a header would be another header. */
function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text)
}
