/** The tabs that were open, for the next start. */
import { watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../ui/stored.ts'
import { TAB_KINDS } from './locator.ts'
import { tabId, useTabs, type Tab, type TabGroup } from './tabs.ts'

const KEY = 'session'
/** Of a parameter. What is longer is left out: the view has it as it is at first, and every other tab is there. */
const MAX_LENGTH = 2000
const paramsSchema = z
  .record(z.string(), z.string())
  .transform((params) =>
    Object.fromEntries(Object.entries(params).filter((entry) => entry.every(({ length }) => length <= MAX_LENGTH))),
  )
const groupId = z.union([z.literal(0), z.literal(1)])

export const sessionSchema = z.object({
  tabs: z.array(
    z.object({
      kind: z.enum(TAB_KINDS),
      params: paramsSchema,
      title: z.string().max(500),
      pinned: z.boolean(),
      /** Older versions had one group. */
      group: groupId.default(0),
    }),
  ),
  active: z.string().nullable(),
  /** From left to right. */
  groups: z
    .array(z.object({ id: groupId, shown: z.string().nullable() }))
    .max(2)
    .default([]),
})
export type Session = z.infer<typeof sessionSchema>

/** A run without its id is no tab; nor is the same one twice in a group. */
export function tabsOf(session: Session): Tab[] {
  const tabs = new Map<string, Tab>()
  for (const { kind, params, title, pinned, group } of session.tabs) {
    if (kind === 'run' && !params['run']) continue
    const id = tabId(kind, params, group)
    if (!tabs.has(id)) tabs.set(id, { id, kind, group, params, title, pinned, dirty: false })
  }
  return [...tabs.values()]
}

/** Each once; those that have tabs and are not named come last. */
export function groupsOf({ groups, tabs }: Session): TabGroup[] {
  const named = groups.map((group): [TabGroup['id'], TabGroup] => [group.id, group])
  const others = tabs.map(({ group }): [TabGroup['id'], TabGroup] => [group, { id: group, shown: null }])
  const found = new Map(named)
  for (const [id, group] of others) if (!found.has(id)) found.set(id, group)
  return [...found.values()]
}

export function restoreSession(): void {
  const session = readStored(KEY, sessionSchema)
  if (session !== null) useTabs().restore(tabsOf(session), groupsOf(session), session.active)
}

/** Writes it down whenever it changes. @returns stops that */
export function keepSession(): () => void {
  const tabs = useTabs()
  return watch(
    (): Session => ({
      tabs: tabs.tabs.map(({ kind, params, title, pinned, group }) => ({
        kind,
        params,
        title: title.slice(0, 500),
        pinned,
        group,
      })),
      active: tabs.active,
      groups: tabs.groups.map(({ id, shown }) => ({ id, shown })),
    }),
    (session) => writeStored(KEY, session),
  )
}
