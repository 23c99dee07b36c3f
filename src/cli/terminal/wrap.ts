/** Prose in a window: broken at spaces, further lines indented. */
import stringWidth from 'string-width'

export function wrapText(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`
    if (line !== '' && stringWidth(next) + (lines.length > 0 ? stringWidth(indent) : 0) > width) {
      lines.push(line)
      line = word
    } else line = next
  }
  lines.push(line)
  return lines.map((one, index) => (index === 0 ? one : indent + one))
}
