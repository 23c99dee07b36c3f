// Errors that differ only in an id, a time or a count are one error: their messages are grouped by what this leaves of
// them. Placeholders are words in braces, so that a reader sees that something stood there.

/** Longest message; what is longer differs in what nobody reads. */
const MAX_LENGTH = 300
/** Longest part of a message that is looked at, so that the patterns below have little to do whatever they are given. */
const MAX_INPUT_LENGTH = 1000
/** Quoted values from this length on are data rather than names. */
const LONG_QUOTE = 40

const HOST_AND_PORT =
  /(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]{2,45}\]|localhost|(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,63})(?::\d{1,5})?(?![\w.])/
const TIME = /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/
const UUID = /[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}/
/** As formatDuration writes a measured one; a plan's own (`2s`) has no space and stays. */
const DURATION = /\d[\d,.:]{0,15} (?:µs|ms|s|min|h)\b/
const SIZE = /\d[\d,.]{0,15} bytes\b/
const HEX = /\b0x[0-9a-fA-F]+\b|(?=[0-9a-fA-F-]*\d)(?=[0-9-]*[a-fA-F])\b[0-9a-fA-F]{8,}\b/
/** Nanoids, ULIDs, tokens: long, with digits and letters. */
const TOKEN = /(?<![\w-])(?=[\w-]{0,100}\d)(?=[\w-]{0,100}[A-Za-z])(?![\w-]{0,100}\{)[A-Za-z0-9_-]{20,}/
const NUMBER = /\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?/

const VARYING = new RegExp(
  [
    `(?<peer>(?<![\\w.])${HOST_AND_PORT.source})`,
    `(?<time>${TIME.source})`,
    `(?<uuid>${UUID.source})`,
    `(?<duration>${DURATION.source})`,
    `(?<size>${SIZE.source})`,
    `(?<hex>${HEX.source})`,
    `(?<token>${TOKEN.source})`,
    `(?<number>${NUMBER.source})`,
  ].join('|'),
  'g',
)

/**
 * The message of an error's group: ids, times and numbers of more than three digits replaced (status codes stay), addresses
 * with their port kept, control characters shown escaped, 300 characters at most. Never throws.
 */
export function normaliseMessage(message: string): string {
  const varying = message
    .slice(0, MAX_INPUT_LENGTH)
    .toWellFormed()
    .replace(/"((?:[^"\\…]|\\.)*)("|…|$)/g, (quoted: string, inner: string, end: string) =>
      inner.length > LONG_QUOTE ? `"{text}${end === '…' ? '"' : end}` : quoted,
    )
    .replace(VARYING, replacement)
  const text = visible(varying)
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1).toWellFormed()}…`
}

/** Whether an error with this message was counted in the group: its own words, or what is left of them without ids and numbers. */
export function isOfGroup(message: string, group: string): boolean {
  return message === group || normaliseMessage(message) === group
}

function replacement(found: string, ...rest: unknown[]): string {
  const groups = rest[rest.length - 1] as Record<string, string | undefined>
  if (groups.peer !== undefined) return found
  if (groups.time !== undefined) return '{time}'
  if (groups.uuid !== undefined || groups.hex !== undefined || groups.token !== undefined) return '{id}'
  if (groups.duration !== undefined) return '{duration}'
  if (groups.size !== undefined) return '{number} bytes'
  const digits = found.replace(/\D/g, '').length
  return digits > 3 ? '{number}' : found
}

/** Control characters, and those that change the order or the place of what is shown, as escapes. */
function visible(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
