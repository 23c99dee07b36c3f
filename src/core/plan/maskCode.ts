/** The text of a plan in code without its secrets: what history keeps of it, and what error texts may quote. */

const MASK = '•••'
/** Shorter values would mask half of the text with them. */
const SHORTEST_VALUE = 3

/**
 * Texts and numbers written in a block `secrets: {…}` become `•••`, and so does every other occurrence of a value in `secrets`,
 * wherever in the text it came from. Lines stay lines.
 */
export function maskCode(text: string, secrets: readonly string[] = []): string {
  let masked = maskBlocks(text)
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length < SHORTEST_VALUE) continue
    for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1), secret.replaceAll("'", "\\'")]))
      masked = masked.replaceAll(form, lineBreaksOf(form))
  }
  return masked
}

function lineBreaksOf(text: string): string {
  return MASK + (text.match(/\r\n|\r|\n/g) ?? []).join('')
}

const HEAD = /(?<![\w$])["']?secrets["']?\s*(?::|=)\s*/g

function maskBlocks(text: string): string {
  let result = ''
  let at = 0
  for (const { index, 0: head } of text.matchAll(HEAD)) {
    if (index < at) continue
    const start = index + head.length
    const end = endOfValue(text, start)
    result += text.slice(at, start) + maskLiterals(text.slice(start, end))
    at = end
  }
  return result + text.slice(at)
}

/** A literal or a comment, whole; or a single bracket. */
const TOKEN =
  /"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[{}()[\],;]/g

/** Where the expression ends that begins at `start`: behind its last bracket, or before the comma or bracket that ends it. */
function endOfValue(text: string, start: number): number {
  let depth = 0
  TOKEN.lastIndex = start
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const [word] = token
    if ('{(['.includes(word)) depth++
    else if ('})]'.includes(word)) {
      if (--depth === 0) return TOKEN.lastIndex
      if (depth < 0) return token.index
    } else if ((word === ',' || word === ';') && depth === 0) return token.index
  }
  return text.length
}

/** Old passwords live in comments. Names of members that are quoted stay. */
function maskLiterals(block: string): string {
  return block.replace(
    /("(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)(\s*:)?|`(?:\\[\s\S]|[^`\\])*`?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<![\w$])\d[\w.]*/g,
    (whole, quoted: string | undefined, colon: string | undefined) => {
      if (quoted !== undefined) return colon === undefined ? `'${lineBreaksOf(quoted)}'` : whole
      return lineBreaksOf(whole)
    },
  )
}
