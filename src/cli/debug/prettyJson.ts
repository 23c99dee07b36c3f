/**
 * JSON broken into lines as text: numbers, escapes and repeated names stay as the server wrote them, which reading and writing it
 * again would change.
 */

/** Deeper ones would be more indentation than text. */
const DEEPEST = 64
const INDENT = '  '

/** Null when the text is not JSON (cut off, say), or too deep to be read by anybody. */
export function prettyJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  let depth = 0
  let result = ''
  let before = ''
  const newLine = (): string => `\n${INDENT.repeat(depth)}`
  // Strings whole, numbers and words whole, then every sign by itself; the blanks between go.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s[\]{},:"]+|[[\]{},:]/g)) {
    const isFirst = before === '{' || before === '['
    if (token === '}' || token === ']') {
      depth--
      result += isFirst ? token : newLine() + token
    } else {
      if (isFirst) result += newLine()
      if (token === '{' || token === '[') depth++
      if (depth > DEEPEST) return null
      result += token === ':' ? ': ' : token === ',' ? token + newLine() : token
    }
    before = token
  }
  return result
}
