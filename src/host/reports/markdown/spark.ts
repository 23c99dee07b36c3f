// Small pictures made of characters: they show in a terminal, in a diff and in a comment, without an image.

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** One character per value, from 0 to `maximum`; a space where nothing was measured. Only what is 0 is drawn as nothing. */
export function sparkline(values: readonly (number | null)[], maximum: number): string {
  return values
    .map((value) => {
      if (value === null || !Number.isFinite(value)) return ' '
      if (value <= 0 || maximum <= 0) return LEVELS[0]
      const level = Math.ceil((value / maximum) * (LEVELS.length - 1))
      return LEVELS[Math.min(level, LEVELS.length - 1)]
    })
    .join('')
}

/** A bar of at most `width` characters for a share of 0…1. Something above 0 always shows. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * width * 8)
  const shown = share > 0 ? Math.max(eighths, 1) : eighths
  return '█'.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '')
}

/** Cuts `length` steps into at most `columns` runs of equally many steps (the last may have fewer). */
export function columnsOf(
  length: number,
  columns: number,
): { stepsPerColumn: number; ranges: { from: number; to: number }[] } {
  const stepsPerColumn = Math.max(1, Math.ceil(length / columns))
  const ranges: { from: number; to: number }[] = []
  for (let from = 0; from < length; from += stepsPerColumn) {
    ranges.push({ from, to: Math.min(from + stepsPerColumn, length) })
  }
  return { stepsPerColumn, ranges }
}

/** The highest of some values; null when none was measured. Percentiles are never averaged. */
export function highest(values: readonly (number | null)[]): number | null {
  let found: number | null = null
  for (const value of values) if (value !== null && (found === null || value > found)) found = value
  return found
}
