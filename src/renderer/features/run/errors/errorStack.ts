/** The most frequent errors over time, upon each other. */
import type { LinesLane } from '../../../charts/lanes/linesLane.ts'
import { errorColour } from '../../../charts/lanes/timelineLanes.ts'
import { seriesColour } from '../../../charts/spectrum/spectrumChart.ts'
import { cutText, printable } from '../../../ui/printable.ts'
import { errorClassLook } from './errorClass.ts'
import { addLines, type ErrorRow } from './errorRows.ts'

/** More colours are not told apart; the rest is one. */
const MOST_SERIES = 6
const NAME_LENGTH = 60

/** Errors of each step as a rate: of a step that is cut off, or of which seconds are left out, by what remains of it. */
function perS(line: Float64Array, countedS: Float64Array): Float64Array {
  return line.map((count, index) => count / countedS[index]!)
}

/**
 * @param countedS seconds of each step
 * @param rows in the order of their colours, most frequent first. Those of which nobody knows when they were are not drawn
 */
export function errorStack(rows: readonly ErrorRow[], by: 'group' | 'class', countedS: Float64Array): LinesLane | null {
  const known = rows.filter(({ line }) => line.some((count) => count > 0))
  if (known.length === 0) return null
  const series = known.slice(0, MOST_SERIES).map((row, index) => ({
    id: row.key,
    name:
      by === 'class'
        ? errorClassLook(row.class).word
        : cutText(printable(`${row.message} · ${row.endpoint}`), NAME_LENGTH),
    values: perS(row.line, countedS),
    color: by === 'class' ? errorColour(row.class) : seriesColour(index),
  }))
  const others = known.slice(MOST_SERIES)
  if (others.length > 0)
    series.push({
      id: 'others',
      name: `${others.length} others`,
      values: perS(addLines(others.map(({ line }) => line)), countedS),
      color: '--text-3',
    })
  return { title: 'Errors', unit: 'perS', bars: true, series }
}
