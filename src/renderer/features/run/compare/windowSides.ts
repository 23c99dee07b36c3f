/** The two windows that stand side by side: what they are at first, and how they lie to each other. */
import type { NamedWindow, RunWindow } from '../../../../contract/methods/analysis.ts'

export interface Sides {
  a: RunWindow
  b: RunWindow
}

/**
 * A window that was brushed, beside as long a stretch before it, or after it where there is none. Null where the run has room for
 * neither.
 */
export function sidesOf({ fromS, toS }: RunWindow, endS: number): Sides | null {
  const lengthS = toS - fromS
  if (fromS >= lengthS) return { a: { fromS: fromS - lengthS, toS: fromS }, b: { fromS, toS } }
  if (toS + lengthS <= endS) return { a: { fromS, toS }, b: { fromS: toS, toS: toS + lengthS } }
  return null
}

/** The first and the last plateau; without two of them, the halves of what is judged. Null in a run that is too short to have halves. */
export function firstSides(windows: readonly NamedWindow[]): Sides | null {
  const plateaus = windows.filter(({ kind }) => kind === 'plateau')
  const [first, last] = [plateaus[0], plateaus.at(-1)]
  if (first && last && first !== last) return { a: spanOf(first), b: spanOf(last) }
  const whole = windows.find(({ kind }) => kind === 'judged') ?? windows.find(({ kind }) => kind === 'whole')
  if (!whole || whole.toS - whole.fromS < 2) return null
  const middleS = Math.floor((whole.fromS + whole.toS) / 2)
  return { a: { fromS: whole.fromS, toS: middleS }, b: { fromS: middleS, toS: whole.toS } }
}

/** The name of the window that it is; null for any other stretch. */
export function nameOf({ fromS, toS }: RunWindow, windows: readonly NamedWindow[]): string | null {
  return windows.find((named) => named.fromS === fromS && named.toS === toS)?.name ?? null
}

/** Seconds that are in both. */
export function overlapS({ a, b }: Sides): number {
  return Math.max(0, Math.min(a.toS, b.toS) - Math.max(a.fromS, b.fromS))
}

function spanOf({ fromS, toS }: RunWindow): RunWindow {
  return { fromS, toS }
}
