/** The tabs of the window: what is open, in which order, and which one is looked at. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { TabKind, TabParams } from './locator.ts'

export interface Tab {
  readonly id: string
  readonly kind: TabKind
  title: string
  params: TabParams
  /** A preview is replaced by the next one; pinned tabs stay. */
  pinned: boolean
  /** Holds changes that are not saved. */
  dirty: boolean
}

export interface OpenOptions {
  title?: string
  pinned?: boolean
}

const TITLES: Readonly<Record<TabKind, string>> = {
  home: 'Home',
  runs: 'Runs',
  run: 'Run',
  plan: 'Plans',
  settings: 'Settings',
}

const MOST_CLOSED = 20

/** One tab a run; the other views are there once. */
export function tabId(kind: TabKind, params: TabParams): string {
  return kind === 'run' ? `run:${params['run'] ?? ''}` : kind
}

export const useTabs = defineStore('tabs', () => {
  const tabs = ref<Tab[]>([])
  const active = ref<string | null>(null)
  /** Last closed last. */
  const closed = shallowRef<readonly Tab[]>([])
  /** Tabs in the order in which they were looked at, so that closing goes back to where one came from. */
  let recent: string[] = []

  const activeTab = computed(() => find(active.value))

  function find(id: string | null): Tab | null {
    return tabs.value.find((tab) => tab.id === id) ?? null
  }

  function activate(id: string): void {
    if (find(id) === null) return
    active.value = id
    recent = [...recent.filter((each) => each !== id), id]
  }

  /**
   * Shows a view: in its tab when it has one, else in a new one, in place of the preview. Parameters that are given replace those the
   * tab had; none leave it as it was left.
   *
   * @returns the tab's id
   */
  function open(kind: TabKind, params: TabParams = {}, { title, pinned }: OpenOptions = {}): string {
    const id = tabId(kind, params)
    const existing = find(id)
    if (existing !== null) {
      const isBare = Object.keys(params).every((name) => name === 'run')
      if (!isBare) existing.params = { ...params }
      if (title !== undefined) existing.title = title
      if (pinned === true) existing.pinned = true
      activate(id)
      return id
    }
    // Views that are there once are no previews: they would only come and go.
    const tab: Tab = {
      id,
      kind,
      title: title ?? TITLES[kind],
      params: { ...params },
      pinned: pinned ?? kind !== 'run',
      dirty: false,
    }
    const previewAt = tab.pinned ? -1 : tabs.value.findIndex((each) => !each.pinned && !each.dirty)
    const activeAt = tabs.value.findIndex((each) => each.id === active.value)
    if (previewAt >= 0) tabs.value.splice(previewAt, 1, tab)
    else tabs.value.splice(activeAt < 0 ? tabs.value.length : activeAt + 1, 0, tab)
    activate(id)
    return id
  }

  function close(id: string): void {
    const at = tabs.value.findIndex((tab) => tab.id === id)
    const tab = tabs.value[at]
    if (tab === undefined) return
    tabs.value.splice(at, 1)
    closed.value = [...closed.value.filter((each) => each.id !== id), { ...tab }].slice(-MOST_CLOSED)
    recent = recent.filter((each) => each !== id && find(each) !== null)
    if (active.value !== id) return
    const next = recent.at(-1) ?? tabs.value[Math.min(at, tabs.value.length - 1)]?.id ?? null
    active.value = null
    if (next !== null) activate(next)
  }

  function closeOthers(id: string): void {
    for (const tab of tabs.value.filter((each) => each.id !== id && !each.dirty)) close(tab.id)
  }

  function reopen(): void {
    const tab = closed.value.at(-1)
    if (tab === undefined) return
    closed.value = closed.value.slice(0, -1)
    open(tab.kind, tab.params, { title: tab.title, pinned: tab.pinned })
  }

  function setTitle(id: string, title: string): void {
    const tab = find(id)
    if (tab !== null) tab.title = title
  }

  /** The view's own change of what its link holds; an empty text takes a parameter away. */
  function setParams(id: string, params: TabParams): void {
    const tab = find(id)
    if (tab !== null) tab.params = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''))
  }

  function setDirty(id: string, dirty: boolean): void {
    const tab = find(id)
    if (tab === null) return
    tab.dirty = dirty
    if (dirty) tab.pinned = true
  }

  function pin(id: string): void {
    const tab = find(id)
    if (tab !== null) tab.pinned = true
  }

  /** @param to its place among all tabs after the move */
  function move(id: string, to: number): void {
    const from = tabs.value.findIndex((tab) => tab.id === id)
    if (from < 0) return
    const [tab] = tabs.value.splice(from, 1)
    if (tab !== undefined) tabs.value.splice(Math.max(0, Math.min(to, tabs.value.length)), 0, tab)
  }

  /** One place on, as far as there is one. */
  function shift(id: string, by: 1 | -1): void {
    const from = tabs.value.findIndex((tab) => tab.id === id)
    move(id, Math.max(0, from + by))
  }

  /** The neighbour, round the ends. */
  function step(by: 1 | -1): void {
    const at = tabs.value.findIndex((tab) => tab.id === active.value)
    const next = tabs.value.at((at + by) % Math.max(1, tabs.value.length))
    if (next !== undefined) activate(next.id)
  }

  /** Puts back what an earlier session had open. */
  function restore(saved: readonly Tab[], activeId: string | null): void {
    tabs.value = saved.map((tab) => ({ ...tab, dirty: false }))
    recent = []
    active.value = null
    const first = find(activeId) ?? tabs.value[0]
    if (first !== undefined) activate(first.id)
  }

  return {
    tabs,
    active,
    activeTab,
    closed,
    open,
    activate,
    close,
    closeOthers,
    reopen,
    setTitle,
    setParams,
    setDirty,
    pin,
    move,
    shift,
    step,
    restore,
  }
})
