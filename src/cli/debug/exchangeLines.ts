/** One exchange of a debugged iteration as lines for people, everything of it. Text of plans and servers is made harmless. */
import type { Exchange } from '../../contract/engineMessages.ts'
import { formatDuration } from '../../core/units/duration.ts'
import { errorWord } from '../progress/signs.ts'
import { asciiText, plainText } from '../terminal/plainText.ts'
import type { TerminalStyle } from '../cliContext.ts'
import { bodyText, bytesText } from './bodyText.ts'
import { phaseLines } from './phaseLines.ts'

type Header = [string, string]

const INDENT = '      '
const DEEPER = `${INDENT}  `
const MOST_BAR = 40

/** A failed exchange says so in its first line and why in its last. */
export function exchangeLines(exchange: Exchange, style: TerminalStyle): string[] {
  const lines = [titleLine(exchange, style), ...whereLine(exchange, style)]
  lines.push(...requestLines(exchange, style), ...responseLines(exchange, style), ...messageLines(exchange, style))
  lines.push(...timeLines(exchange, style), ...checkLines(exchange, style), ...extractedLines(exchange, style))
  lines.push(...errorLines(exchange, style), '')
  return style.unicode ? lines : lines.map((line) => asciiText(line.replaceAll('•', '*').replaceAll('←', '<-')))
}

function titleLine(
  { step, kind, request, response, durationUs, endpoint, error }: Exchange,
  { paint }: TerminalStyle,
): string {
  const number = paint.dim(String(step).padStart(4))
  const sign = error ? paint.red('✕') : paint.green('✓')
  const time = paint.dim(formatDuration(durationUs / 1000))
  const name = plainText(endpoint ?? '')
  switch (kind) {
    case 'http':
    case 'socketOpen': {
      const what = request ? `${paint.bold(plainText(request.method))} ${plainText(request.url)}` : paint.bold(name)
      const status = response ? statusText(response.status, response.statusText) : 'no response'
      const painted = error ? paint.red(status) : paint.green(status)
      return `${number}  ${sign} ${what}  ${painted}  ${time}`
    }
    case 'sent':
      return `${number}  ${paint.cyan('→')} ${paint.bold(name)}  sent`
    case 'received':
      return `${number}  ${paint.magenta('←')} ${paint.bold(name)}  received${durationUs > 0 ? `  ${time}` : ''}`
    case 'socketClose':
      return `${number}  ${paint.dim('·')} ${paint.bold(name)}  closed`
    case 'note':
      return `${number}  ${error ? sign : paint.dim('·')} ${paint.bold(name === '' ? 'the user' : name)}`
    default: {
      const unknown: never = kind
      throw new TypeError(`Unknown exchange ${String(unknown)}`)
    }
  }
}

function statusText(status: number, text: string): string {
  return plainText(text === '' ? String(status) : `${status} ${text}`)
}

function whereLine({ position, endpoint, kind, startMs, durationUs }: Exchange, { paint }: TerminalStyle): string[] {
  const isCounted = endpoint !== null && (kind === 'http' || kind === 'socketOpen')
  // A message is told when it is here.
  const atMs = Math.max(0, kind === 'received' ? startMs + durationUs / 1000 : startMs)
  const parts = [
    ...(position === '' ? [] : [plainText(position)]),
    ...(isCounted ? [`counted as ${plainText(endpoint)}`] : []),
    `after ${formatDuration(atMs)}`,
  ]
  return [paint.dim(INDENT + parts.join(' · '))]
}

function requestLines({ request }: Exchange, style: TerminalStyle): string[] {
  if (!request) return []
  const { lines, note } = bodyText(request.body, null)
  return [heading('request', note, style), ...headerLines(request.headers, style), ...bodyLines(lines)]
}

function responseLines({ response }: Exchange, style: TerminalStyle): string[] {
  if (!response) return []
  const { lines, note } = bodyText(response.body, response.bodyBytes)
  const size = note ?? (response.bodyBytes > 0 ? bytesText(response.bodyBytes) : 'no body')
  return [heading('response', size, style), ...headerLines(response.headers, style), ...bodyLines(lines)]
}

function messageLines({ text, error, kind }: Exchange, { paint }: TerminalStyle): string[] {
  // The error line says it.
  if (text === null || (error && text === error.message)) return []
  const { lines, note } = bodyText(text, null)
  const shown = kind === 'note' || kind === 'socketClose' ? lines : lines.map((line) => paint.reset(line))
  return [...indented(shown), ...(note === null ? [] : [paint.dim(INDENT + note)])]
}

function timeLines({ phasesUs, durationUs }: Exchange, style: TerminalStyle): string[] {
  const { paint, unicode, columns } = style
  const phases = phaseLines(phasesUs, Math.max(8, Math.min(MOST_BAR, columns() - 32)), unicode)
  if (phases.length === 0) return []
  const rows = phases.map(({ text, bar }) => `${DEEPER}${text}  ${paint.cyan(bar)}`)
  return [heading('time', formatDuration(durationUs / 1000), style), ...rows]
}

/** What a failed check says names its subject and what was found there. */
function checkLines({ checks }: Exchange, style: TerminalStyle): string[] {
  if (checks.length === 0) return []
  const { paint } = style
  const failed = checks.filter(({ passed }) => !passed).length
  const rows = checks.map(({ text, passed, actual }) => {
    const found = actual === null || actual === '' ? '' : paint.dim(`  (${plainText(actual)})`)
    return `${DEEPER}${passed ? paint.green('✓') : paint.red('✕')} ${plainText(text)}${found}`
  })
  return [heading('checks', failed === 0 ? null : `${failed} of ${checks.length} failed`, style), ...rows]
}

function extractedLines({ extracted }: Exchange, style: TerminalStyle): string[] {
  if (extracted.length === 0) return []
  const rows = extracted.map(
    ({ name, value }) => `${DEEPER}${plainText(name)} ${style.paint.dim('=')} ${plainText(value)}`,
  )
  return [heading('extracted', null, style), ...rows]
}

function errorLines({ error }: Exchange, { paint }: TerminalStyle): string[] {
  return error ? [`${INDENT}${paint.red(`✕ ${errorWord(error.class)}:`)} ${plainText(error.message)}`] : []
}

function heading(word: string, note: string | null, { paint }: TerminalStyle): string {
  return `${INDENT}${paint.bold(word)}${note === null ? '' : paint.dim(`  ${note}`)}`
}

function headerLines(headers: readonly Header[], { paint }: TerminalStyle): string[] {
  return headers.map(([name, value]) => `${DEEPER}${paint.dim(`${plainText(name)}:`)} ${plainText(value)}`)
}

/** A blank line stands between headers and body, as on the wire. */
function bodyLines(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...indented(lines)]
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : DEEPER + line))
}
