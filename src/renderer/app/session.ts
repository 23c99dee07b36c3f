/** The tabs that were open, for the next start. */
import { watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../ui/stored.ts'
import { TAB_KINDS } from './locator.ts'
import { tabId, useTabs, type Tab } from './tabs.ts'

const KEY = 'session'
const text = z.string().max(2000)

export const sessionSchema = z.object({
  tabs: z
    .array(
      z.object({
        kind: z.enum(TAB_KINDS),
        params: z.record(text, text),
        title: z.string().max(500),
        pinned: z.boolean(),
      }),
    )
    .max(100),
  active: text.nullable(),
})
export type Session = z.infer<typeof sessionSchema>

/** A run without its id is no tab; nor is the same one twice. */
export function tabsOf(session: Session): Tab[] {
  const tabs = new Map<string, Tab>()
  for (const { kind, params, title, pinned } of session.tabs) {
    if (kind === 'run' && !params['run']) continue
    const id = tabId(kind, params)
    if (!tabs.has(id)) tabs.set(id, { id, kind, params, title, pinned, dirty: false })
  }
  return [...tabs.values()]
}

export function restoreSession(): void {
  const session = readStored(KEY, sessionSchema)
  if (session !== null) useTabs().restore(tabsOf(session), session.active)
}

/** Writes it down whenever it changes. @returns stops that */
export function keepSession(): () => void {
  const tabs = useTabs()
  return watch(
    () => ({
      tabs: tabs.tabs.map(({ kind, params, title, pinned }) => ({ kind, params, title: title.slice(0, 500), pinned })),
      active: tabs.active,
    }),
    (session) => writeStored(KEY, session),
  )
}
