/** Preferences as they are kept. What is damaged, or of another version, is as if nothing had been kept. */
import { z } from 'zod'

export const TIME_AXES = ['elapsed', 'clock'] as const
export type TimeAxis = (typeof TIME_AXES)[number]

/** What can be shown; 100 stands for the largest value. */
export const PERCENTILE_CHOICES = [50, 75, 90, 95, 99, 99.9, 100] as const

const schema = z.object({
  version: z.literal(1),
  percentiles: z.array(z.number().refine((p) => PERCENTILE_CHOICES.some((choice) => choice === p))).max(7),
  timeAxis: z.enum(TIME_AXES),
})
export type Preferences = z.infer<typeof schema>

export const DEFAULT_PREFERENCES: Preferences = { version: 1, percentiles: [50, 95, 99, 100], timeAxis: 'elapsed' }

export function readPreferences(text: string | null): Preferences {
  const parsed = schema.safeParse(parsedJson(text))
  if (!parsed.success) return structuredClone(DEFAULT_PREFERENCES)
  const percentiles = withPercentiles(parsed.data.percentiles)
  return { ...parsed.data, percentiles: percentiles.length === 0 ? [...DEFAULT_PREFERENCES.percentiles] : percentiles }
}

/** Ascending, each once. */
export function withPercentiles(percentiles: readonly number[]): number[] {
  return [...new Set(percentiles)].toSorted((one, other) => one - other)
}

/** `p99.9`, `max`. */
export function percentileName(p: number): string {
  return p === 100 ? 'max' : `p${p}`
}

function parsedJson(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
