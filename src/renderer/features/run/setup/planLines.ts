/** A plan's text as lines that can be shown: one row each, whatever characters are in them. */
import { cutText, printable } from '../../../ui/printable.ts'

const MOST_CHARACTERS = 2000
const TAB = '  '

export function planLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  // The last line break ends the last line and begins no other.
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Cut where nobody reads on; nothing in it turns round what stands beside it. */
export function shownLine(line: string): string {
  return cutText(printable(line.replaceAll('\t', TAB)), MOST_CHARACTERS)
}
