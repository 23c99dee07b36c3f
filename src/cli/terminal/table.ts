/** Tables for a terminal: columns as wide as what is in them; where the window is too narrow, the least important go first. */
import type { Colors } from 'picocolors/types'
import stringWidth from 'string-width'
import { asciiText } from './plainText.ts'

type Paint = (text: string) => string

export interface TableColumn {
  head: string
  align: 'left' | 'right'
  /** 1 never goes; the highest goes first. */
  rank: number
  /** Shortened in the middle before it breaks the line. */
  shrinks?: boolean
}

/** A text, or a text with a colour. */
export type TableCell = string | { text: string; paint: Paint }

export interface TableOptions {
  /** Infinity for output that is no terminal: then nothing is left out. */
  width: number
  unicode: boolean
  paint: Colors
  indent?: string
}

const GAP = 2
const LEAST_SHRUNK = 16

/** Lines without line breaks at their ends. `rows` hold harmless text (plainText) in the order of the columns. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  { width, unicode, paint, indent = '' }: TableOptions,
): string[] {
  const shown = (text: string): string => (unicode ? text : asciiText(text))
  const cells = rows.map((row) =>
    row.map((cell) =>
      typeof cell === 'string' ? { text: shown(cell), paint: unpainted } : { ...cell, text: shown(cell.text) },
    ),
  )
  const widths = columns.map(({ head }, index) =>
    cells.reduce((most, row) => Math.max(most, stringWidth(row[index]?.text ?? '')), stringWidth(shown(head))),
  )
  const kept = fit(columns, widths, width - stringWidth(indent))
  const line = (texts: readonly { text: string; paint: Paint }[]): string => {
    const parts = kept.map((index, place) => {
      const { text, paint: colour } = texts[index] ?? { text: '', paint: unpainted }
      const cut = shorten(text, widths[index]!, unicode)
      const space = ' '.repeat(Math.max(0, widths[index]! - stringWidth(cut)))
      if (columns[index]!.align === 'right') return space + colour(cut)
      return colour(cut) + (place === kept.length - 1 ? '' : space)
    })
    return (indent + parts.join(' '.repeat(GAP))).trimEnd()
  }
  const heads = columns.map(({ head }) => ({ text: shown(head), paint: paint.dim }))
  const hasHeads = columns.some(({ head }) => head !== '')
  return [...(hasHeads ? [line(heads)] : []), ...cells.map(line)]
}

/** Which columns stay; `widths` of shrinking ones are reduced. */
function fit(columns: readonly TableColumn[], widths: number[], width: number): number[] {
  let kept = columns.map((_, index) => index)
  const total = (): number => kept.reduce((sum, index) => sum + widths[index]!, GAP * (kept.length - 1))
  const least = (): number =>
    kept.reduce(
      (sum, index) => {
        const own = widths[index]!
        return sum + (columns[index]!.shrinks ? Math.min(own, LEAST_SHRUNK) : own)
      },
      GAP * (kept.length - 1),
    )
  while (least() > width) {
    const last = kept
      .filter((index) => columns[index]!.rank > 1)
      .toSorted((a, b) => columns[b]!.rank - columns[a]!.rank)[0]
    if (last === undefined) break
    kept = kept.filter((index) => index !== last)
  }
  for (;;) {
    const excess = total() - width
    const widest = kept.filter((index) => columns[index]!.shrinks).toSorted((a, b) => widths[b]! - widths[a]!)[0]
    if (excess <= 0 || widest === undefined || widths[widest]! <= LEAST_SHRUNK) return kept
    const next = kept.filter((index) => columns[index]!.shrinks && index !== widest)
    const level = Math.max(LEAST_SHRUNK, ...next.map((index) => widths[index]!))
    widths[widest] = Math.max(LEAST_SHRUNK, widths[widest]! - excess, Math.min(level, widths[widest]! - 1))
  }
}

/** Cuts out the middle: names differ at both ends. */
export function shorten(text: string, width: number, unicode: boolean): string {
  if (stringWidth(text) <= width) return text
  const mark = unicode ? '…' : '~'
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(
    ({ segment }) => segment,
  )
  const tail: string[] = []
  const head: string[] = []
  const room = Math.max(0, width - 1)
  const tailRoom = Math.floor(room / 3)
  let used = 0
  for (const character of characters.toReversed()) {
    if (used + stringWidth(character) > tailRoom) break
    used += stringWidth(character)
    tail.unshift(character)
  }
  for (const character of characters) {
    if (used + stringWidth(character) > room) break
    used += stringWidth(character)
    head.push(character)
  }
  return head.join('') + mark + tail.join('')
}

function unpainted(text: string): string {
  return text
}
