/** Prose in a window: broken at spaces, further lines indented more than the first. */
import stringWidth from 'string-width'

/** `text` may hold our own colours. A word that is wider than the window is left whole: it may be a path to copy. */
export function wrapText(text: string, width: number, indent: string, hanging: string): string[] {
  const lines: string[] = []
  let line = indent
  let isEmpty = true
  for (const word of text.split(' ')) {
    const next = isEmpty ? line + word : `${line} ${word}`
    if (isEmpty || stringWidth(next) <= width) line = next
    else {
      lines.push(line)
      line = hanging + word
    }
    isEmpty = false
  }
  return [...lines, line]
}
