/** Lines of a terminal as pieces of text with a style: measured and cut first, coloured last, so that no escape is cut. */
import { createColors } from 'picocolors'
import stringWidth from 'string-width'
import { asciiText, plainText } from '../terminal/plainText.ts'

export type SpanStyle = 'dim' | 'bold' | 'good' | 'warning' | 'bad' | 'doubt'

export interface Span {
  text: string
  style?: SpanStyle
}

export interface Surface {
  /** No line is wider. */
  columns: number
  colour: boolean
  unicode: boolean
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text of anybody as one harmless line in what the terminal can show. */
export function shown(text: string, unicode: boolean): string {
  const line = plainText(text)
  return unicode ? line : asciiText(line)
}

export function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + stringWidth(text), 0)
}

/** The text, or as much of it as fits with an ellipsis behind it. */
export function cut(text: string, width: number, unicode: boolean): string {
  if (stringWidth(text) <= width) return text
  const ellipsis = unicode ? '…' : '~'
  let kept = ''
  let left = width - 1
  for (const { segment } of graphemes.segment(text)) {
    left -= stringWidth(segment)
    if (left < 0) break
    kept += segment
  }
  return width < 1 ? '' : kept + ellipsis
}

/** The text, or as much of its end as fits with an ellipsis before it. */
export function cutStart(text: string, width: number, unicode: boolean): string {
  const backwards = Array.from(graphemes.segment(text), ({ segment }) => segment).toReversed()
  if (stringWidth(text) <= width) return text
  let kept = ''
  let left = width - 1
  for (const segment of backwards) {
    left -= stringWidth(segment)
    if (left < 0) break
    kept = segment + kept
  }
  return width < 1 ? '' : (unicode ? '…' : '~') + kept
}

export function cutSpans(spans: readonly Span[], width: number, unicode: boolean): Span[] {
  const kept: Span[] = []
  let left = width
  for (const span of spans) {
    const own = stringWidth(span.text)
    if (own <= left) kept.push(span)
    else {
      kept.push({ ...span, text: cut(span.text, left, unicode) })
      break
    }
    left -= own
  }
  return kept
}

export function alignRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text
}

export function alignLeft(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

/** The line as it is written: never wider than the surface, colours only where they may be. */
export function paintLine(spans: readonly Span[], { columns, colour, unicode }: Surface): string {
  const paint = createColors(colour)
  const paints: Record<SpanStyle, (text: string) => string> = {
    dim: paint.dim,
    bold: paint.bold,
    good: paint.green,
    warning: paint.yellow,
    bad: paint.red,
    doubt: paint.magenta,
  }
  const line = cutSpans(spans, columns, unicode)
  // Blanks at the end would only wrap when the window gets narrower.
  while (line.length > 0 && line.at(-1)!.text.trimEnd() === '') line.pop()
  const last = line.at(-1)
  if (last) line[line.length - 1] = { ...last, text: last.text.trimEnd() }
  return line
    .map(({ text, style }) => (style === undefined || text.trim() === '' ? text : paints[style](text)))
    .join('')
}
