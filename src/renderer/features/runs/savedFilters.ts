/** Filters that somebody gave a name, each with its order and groups, as the browser keeps them. */
import { z } from 'zod'
import { RUN_COLUMNS, type RunFilter } from '../../../contract/methods/runs.ts'
import { printFilter, VERDICTS } from './runFilter.ts'
import { GROUP_CHOICES, groupBySchema, type GroupBy } from './runGroups.ts'

export const MOST_SAVED_FILTERS = 50
export const LONGEST_NAME = 100

const filterSchema = z.strictObject({
  text: z.string().max(500).optional(),
  plan: z.string().max(1000).optional(),
  scenario: z.string().max(1000).optional(),
  build: z.string().max(1000).optional(),
  tag: z.string().max(200).optional(),
  verdict: z.enum(VERDICTS).optional(),
  starred: z.boolean().optional(),
})

export const savedFiltersSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(LONGEST_NAME),
      filter: filterSchema,
      sort: z.array(z.strictObject({ column: z.enum(RUN_COLUMNS), descending: z.boolean() })).max(5),
      groupBy: groupBySchema.optional(),
    }),
  )
  .max(MOST_SAVED_FILTERS)

export interface RunSort {
  column: (typeof RUN_COLUMNS)[number]
  descending: boolean
}

export interface SavedFilter {
  name: string
  filter: RunFilter
  sort: RunSort[]
  /** Not there: it was saved by a version that did not keep groups, and leaves them as they are. */
  groupBy?: GroupBy
}

/** `plan:checkout, by build`: what is had with it. */
export function savedText({ filter, groupBy = 'none' }: Pick<SavedFilter, 'filter' | 'groupBy'>): string {
  const groups = GROUP_CHOICES.find(({ value }) => value === groupBy && value !== 'none')
  return [printFilter(filter), ...(groups === undefined ? [] : [groups.label.toLowerCase()])].join(', ')
}

/** One of the same name is replaced in its place; else it comes last, and of too many the oldest goes. */
export function withSavedFilter(filters: readonly SavedFilter[], added: SavedFilter): SavedFilter[] {
  const named = { ...added, name: added.name.trim().slice(0, LONGEST_NAME) }
  if (named.name === '') return [...filters]
  const isThere = filters.some(({ name }) => name === named.name)
  if (isThere) return filters.map((each) => (each.name === named.name ? named : each))
  return [...filters, named].slice(-MOST_SAVED_FILTERS)
}
