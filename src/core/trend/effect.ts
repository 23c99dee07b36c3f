/** The size of a change, in words that its scale has. */
import { unscaled } from './scale.ts'
import type { TrendEffect, TrendScale, TrendVerdict } from './trendTypes.ts'

export const EFFECT_LEVEL = 0.95

/** @param margin half the width of the 95 % interval, on the scale */
export function effectOf(before: number, after: number, margin: number, scale: TrendScale): TrendEffect {
  const change = after - before
  // Ratios beyond what can be written down are as large as it goes.
  const said = (value: number): number => (scale === 'plain' ? value : Math.min(Math.exp(value), Number.MAX_VALUE))
  const of = ({ ratio: 'ratio', share: 'oddsRatio', plain: 'difference' } as const)[scale]
  return {
    of,
    value: said(change),
    interval: { low: said(change - margin), high: said(change + margin), level: EFFECT_LEVEL },
    before: unscaled(before, scale),
    after: unscaled(after, scale),
  }
}

export function verdictOf({ before, after }: TrendEffect, worse: 'higher' | 'lower' | null): TrendVerdict {
  if (worse === null) return 'changed'
  return after > before === (worse === 'higher') ? 'regressed' : 'improved'
}

/** Errors that become so many times as likely matter only with the difference that was asked for, too. */
const LEAST_ODDS_RATIO = 1.5

export const DEFAULT_IMPORTANT_CHANGE = { ratio: 0.05, share: 0.001, plain: 0 } as const

/** Smaller than what was asked for; up and down are alike: a rise by 5 % and its return are both of the same size. */
export function isMinor({ of, value, before, after }: TrendEffect, importantChange: number): boolean {
  switch (of) {
    case 'ratio':
      return Math.max(value, 1 / value) < 1 + importantChange
    case 'oddsRatio':
      return Math.max(value, 1 / value) < LEAST_ODDS_RATIO || Math.abs(after - before) < importantChange
    case 'difference':
      return Math.abs(value) < importantChange
    default:
      return of satisfies never
  }
}
