/** What somebody prefers to see, as the browser keeps it. */
import { z } from 'zod'

export const TIME_AXES = ['elapsed', 'clock'] as const
export type TimeAxis = (typeof TIME_AXES)[number]

/** What can be shown; 100 stands for the largest value. */
export const PERCENTILE_CHOICES: readonly number[] = [50, 75, 90, 95, 99, 99.9, 100]

export const preferencesSchema = z.object({
  percentiles: z
    .array(z.number().refine((p) => PERCENTILE_CHOICES.includes(p)))
    .min(1)
    .max(PERCENTILE_CHOICES.length)
    .transform(inOrder),
  timeAxis: z.enum(TIME_AXES),
  /** The head of a run has its facts in full. An older version did not write it. */
  showsRunDetails: z.boolean().default(false),
})
export type Preferences = z.output<typeof preferencesSchema>

export const DEFAULT_PREFERENCES: Preferences = {
  percentiles: [50, 95, 99, 100],
  timeAxis: 'elapsed',
  showsRunDetails: false,
}

/** Ascending, each once. */
export function inOrder(percentiles: readonly number[]): number[] {
  return [...new Set(percentiles)].toSorted((one, other) => one - other)
}

/** `p99.9`, `max`. */
export function percentileName(p: number): string {
  return p === 100 ? 'max' : `p${p}`
}
