/** By what the list of runs is grouped, and what the heading of a group says. */
import { z } from 'zod'
import type { RunGroup, RunGrouping } from '../../../contract/methods/runs.ts'
import { formatCount } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'

const GROUP_BYS = ['none', 'build', 'scenario', 'day'] as const
export const groupBySchema = z.enum(GROUP_BYS)
export type GroupBy = (typeof GROUP_BYS)[number]

export const GROUP_CHOICES: readonly { value: GroupBy; label: string }[] = [
  { value: 'none', label: 'No groups' },
  { value: 'build', label: 'By build' },
  { value: 'scenario', label: 'By scenario' },
  { value: 'day', label: 'By day' },
]

/** @returns null for what is no such choice */
export function readGroupBy(text: string): GroupBy | null {
  return GROUP_BYS.find((each) => each === text) ?? null
}

/** As the host is asked; undefined: no groups. Days are those of the calendar here. */
export function groupingOf(by: GroupBy): RunGrouping | undefined {
  if (by === 'none') return undefined
  return by === 'day' ? { by, timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone } : { by }
}

/** A group as the list shows it. */
export interface ListedGroup extends RunGroup {
  /** Tells it from others, also from those of other groupings. */
  key: string
  by: Exclude<GroupBy, 'none'>
}

export function listedGroups(groups: readonly RunGroup[], by: ListedGroup['by']): ListedGroup[] {
  return groups.map((group) => ({ ...group, key: JSON.stringify([by, ...group.names]), by }))
}

const NAMELESS = { build: 'No build', scenario: 'No scenario', day: 'No day' } as const

/** Its names, to be shown one beside the other. */
export function groupNames({ names, by }: ListedGroup): string[] {
  return names.map((name) => name ?? NAMELESS[by])
}

/** How many of its runs came out how, what needs looking at first; what no run did is left out. */
export function groupOutcomes(group: ListedGroup): { tone: Tone; text: string }[] {
  const judged = group.passed + group.failed + group.inconclusive
  const outcomes: [tone: Tone, word: string, count: number][] = [
    ['fail', 'failed', group.failed],
    ['unknown', 'inconclusive', group.inconclusive],
    ['met', 'passed', group.passed],
    ['info', 'running', group.running],
    ['unknown', 'not judged', group.runs - judged - group.running],
  ]
  return outcomes
    .filter(([, , count]) => count > 0)
    .map(([tone, word, count]) => ({ tone, text: `${formatCount(count)} ${word}` }))
}
