// Hides the values of sensitive members in JSON, also in JSON that stands as a string inside JSON, in multipart forms and
// in XML. A scanner and not a parser: what it sees is often cut off, broken or only partly JSON, and must be hidden anyway.
import { isSensitiveName } from './sensitiveNames.ts'

/** A member's name with its colon (with the quotes as they are escaped), a form part's head, or an element's start. */
const START =
  /(\\{0,7}["'])([^"'\\\r\n]{1,100})\1\s{0,20}:\s{0,20}|\bname="([^"\r\n]{1,100})"[^\r\n]{0,300}\r?\n(?:[^\r\n]{1,300}\r?\n){0,4}\r?\n|<([A-Za-z][\w:.-]{0,99})(?:\s[^<>]{0,300})?>/g

/** The text with `mask` in the place of every sensitive value. Linear in the text; never throws. */
export function maskMembers(text: string, mask: string): string {
  let masked = ''
  let done = 0
  // A copy, because the position is kept in the pattern.
  const start = new RegExp(START)
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const [, quote, member, part, element] = match
    const name = member ?? part ?? element ?? ''
    if (!isSensitiveName(name)) {
      // The value of one pair may be the name of the next match, as in {"a":"b"}: only the name is behind us.
      continue
    }
    const from = start.lastIndex
    let to: number
    let shown = mask
    if (quote !== undefined) {
      to = jsonValueEnd(text, from, quote)
      if (/^null\b/.test(text.slice(from, from + 5))) continue
      shown = quote + mask + quote
    } else if (part !== undefined) {
      to = indexOrEnd(text, '\n--', from)
      if (text[to - 1] === '\r') to--
    } else {
      to = indexOrEnd(text, '<', from)
    }
    masked += text.slice(done, from) + shown
    done = to
    start.lastIndex = Math.max(to, from)
  }
  return done === 0 ? text : masked + text.slice(done)
}

/** Where a value ends; at the end of the text when it does not. `quote` is how the text escapes quotes at this level. */
function jsonValueEnd(text: string, from: number, quote: string): number {
  if (text.startsWith(quote, from)) return stringEnd(text, from + quote.length, quote)
  const first = text[from]
  if (first !== '{' && first !== '[') {
    const end = text.slice(from, from + 1000).search(/[,}\]\s]/)
    return end < 0 ? Math.min(text.length, from + 1000) : from + end
  }
  // A structure under a sensitive name is hidden whole.
  let depth = 0
  let at = from
  while (at < text.length) {
    if (text.startsWith(quote, at)) {
      at = stringEnd(text, at + quote.length, quote)
      continue
    }
    const character = text[at]
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    at++
    if (depth === 0) return at
  }
  return text.length
}

/**
 * Behind the closing quote. Quotes of a level are escaped by `level` backslashes (0, 1, 3, 7 …), a backslash of the string
 * itself is then 2 × (level + 1) of them: what is left over tells a closing quote from one inside the string.
 */
function stringEnd(text: string, from: number, quote: string): number {
  const sign = quote.slice(-1)
  const level = quote.length - 1
  for (let at = text.indexOf(sign, from); at >= 0; at = text.indexOf(sign, at + 1)) {
    let backslashes = 0
    while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes++
    if (backslashes % (2 * (level + 1)) === level) return at + 1
  }
  return text.length
}

function indexOrEnd(text: string, search: string, from: number): number {
  const index = text.indexOf(search, from)
  return index < 0 ? text.length : index
}
