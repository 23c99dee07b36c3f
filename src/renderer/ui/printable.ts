/** Text from plans and targets as it can be shown on one line: nothing in it moves, hides or turns round what stands beside it. */

const CONTROL_PICTURES = 0x2400

/** What is not seen, or turns what stands behind it, by the name people know it by; others are shown as `[U+2060]`. */
const NAMES: Readonly<Record<string, string>> = {
  '\u00ad': 'SHY',
  '\u061c': 'ALM',
  '\u200b': 'ZWSP',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u2028': 'LS',
  '\u2029': 'PS',
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2060': 'WJ',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
  '\ufeff': 'BOM',
}

/**
 * Control characters, and by Unicode's own lists what turns directions (Bidi_Control) and what is not seen (Default_Ignorable). Of the
 * latter the joiners and selectors of variants stay: words of many languages and emoji are written with them.
 */
export const MISLEADING = /\p{Cc}|\p{Bidi_C}|[\u2028\u2029\ufff9-\ufffb]|(?!\p{Join_C}|\p{VS}|\u034f)\p{DI}/gu

/** Control characters as their pictures (`␀`, `␊`), marks of direction as `[RLO]`. */
export function printable(text: string): string {
  return text.replace(MISLEADING, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code)
    if (code === 0x7f) return '␡'
    return `[${NAMES[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}]`
  })
}

/** The same of several lines: their ends and tabs are that; nothing else turns round or hides what stands beside it. */
export function printableLines(text: string): string {
  return text
    .split(/(\r\n|\n|\t)/)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('')
}

/** Cut where it is longer, never within a surrogate pair, and says so with `…`. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const last = text.charCodeAt(maxLength - 2)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return `${text.slice(0, maxLength - (isHalf ? 2 : 1))}…`
}

/** Scripts that are written from right to left: parts of such a text would change places. */
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** The last `length` characters apart from what stands before them; null where that would not help. */
export function splitEnd(text: string, length: number): { begin: string; end: string } | null {
  if (text.length <= 2 * length || FROM_RIGHT.test(text)) return null
  const first = text.charCodeAt(text.length - length)
  const isHalf = first >= 0xdc00 && first <= 0xdfff
  const at = text.length - length + (isHalf ? 1 : 0)
  return { begin: text.slice(0, at), end: text.slice(at) }
}
