/**
 * The tabs of the window: what is open, in which order, and which one is looked at. They stand in one group, or in two beside each
 * other, each of which shows one of its tabs; the group that is worked with has the active one.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { TabKind, TabParams } from './locator.ts'

/** Which of the two it is, not where it stands. */
export type GroupId = 0 | 1

export interface Tab {
  readonly id: string
  readonly kind: TabKind
  readonly group: GroupId
  title: string
  params: TabParams
  /** A preview is replaced by the next one; pinned tabs stay. */
  pinned: boolean
  /** Holds changes that are not saved. */
  dirty: boolean
}

export interface TabGroup {
  readonly id: GroupId
  /** The tab that it shows; null where it has none. */
  shown: string | null
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
  compare: 'Compare',
  trends: 'Trends',
  capacity: 'Capacity',
  settings: 'Settings',
}

const MOST_CLOSED = 20

/** One tab a run; the other views are there once: in each group. */
export function tabId(kind: TabKind, params: TabParams, group: GroupId = 0): string {
  const id = kind === 'run' ? `run:${params['run'] ?? ''}` : kind
  return group === 0 ? id : `${id}#${group}`
}

export const useTabs = defineStore('tabs', () => {
  const tabs = ref<Tab[]>([])
  /** From left to right. */
  const groups = ref<TabGroup[]>([{ id: 0, shown: null }])
  /** The group that is worked with. */
  const activeGroup = ref<GroupId>(0)
  /** Last closed last. */
  const closed = shallowRef<readonly Tab[]>([])
  /** Tabs in the order in which they were looked at, so that closing goes back to where one came from. */
  let recent: string[] = []

  const active = computed(() => groupOf(activeGroup.value)?.shown ?? null)
  const activeTab = computed(() => find(active.value))
  const isSplit = computed(() => groups.value.length > 1)

  function find(id: string | null): Tab | null {
    return tabs.value.find((tab) => tab.id === id) ?? null
  }

  function groupOf(id: GroupId): TabGroup | undefined {
    return groups.value.find((group) => group.id === id)
  }

  function tabsIn(group: GroupId): Tab[] {
    return tabs.value.filter((tab) => tab.group === group)
  }

  function isShown(id: string): boolean {
    return groups.value.some((group) => group.shown === id)
  }

  function activate(id: string): void {
    const tab = find(id)
    const group = tab === null ? undefined : groupOf(tab.group)
    if (group === undefined) return
    group.shown = id
    activeGroup.value = group.id
    recent = [...recent.filter((each) => each !== id), id]
  }

  /** Where the focus is, there is worked. */
  function activateGroup(id: GroupId): void {
    const group = groupOf(id)
    if (group === undefined || activeGroup.value === id) return
    activeGroup.value = id
    if (group.shown !== null) activate(group.shown)
  }

  /**
   * Shows a view: in its tab when it has one, else in a new one of the active group, in place of the preview. Parameters that are given
   * replace those the tab had; none leave it as it was left.
   *
   * @returns the tab's id
   */
  function open(kind: TabKind, params: TabParams = {}, { title, pinned }: OpenOptions = {}): string {
    const own = activeGroup.value
    const existing = find(tabId(kind, params, own)) ?? find(tabId(kind, params, other(own)))
    return existing === null
      ? add(kind, params, own, { title, pinned })
      : showAgain(existing, params, { title, pinned })
  }

  function showAgain(existing: Tab, params: TabParams, { title, pinned }: OpenOptions): string {
    const isBare = Object.keys(params).every((name) => name === 'run')
    if (!isBare) existing.params = { ...params }
    if (title !== undefined) existing.title = title
    if (pinned === true) existing.pinned = true
    activate(existing.id)
    return existing.id
  }

  /** Beside the active tab of its group. */
  function add(kind: TabKind, params: TabParams, group: GroupId, { title, pinned }: OpenOptions): string {
    // Views that are there once are no previews: they would only come and go.
    const tab: Tab = {
      id: tabId(kind, params, group),
      kind,
      group,
      title: title ?? TITLES[kind],
      params: { ...params },
      pinned: pinned ?? kind !== 'run',
      dirty: false,
    }
    const isPreview = (each: Tab): boolean => each.group === group && !each.pinned && !each.dirty
    const previewAt = tab.pinned ? -1 : tabs.value.findIndex(isPreview)
    const activeAt = tabs.value.findIndex((each) => each.id === groupOf(group)?.shown)
    if (previewAt >= 0) tabs.value.splice(previewAt, 1, tab)
    else tabs.value.splice(activeAt < 0 ? tabs.value.length : activeAt + 1, 0, tab)
    activate(tab.id)
    return tab.id
  }

  function close(id: string): void {
    const tab = find(id)
    const group = tab === null ? undefined : groupOf(tab.group)
    if (tab === null || group === undefined) return
    const at = tabsIn(group.id).indexOf(tab)
    tabs.value = tabs.value.filter((each) => each !== tab)
    closed.value = [...closed.value.filter((each) => each.id !== id), { ...tab }].slice(-MOST_CLOSED)
    recent = recent.filter((each) => each !== id && find(each) !== null)
    if (group.shown === id) showNext(group, at)
  }

  /** The tab that it showed, at this place, is gone. A group without tabs is no group, unless it is the only one. */
  function showNext(group: TabGroup, at: number): void {
    const left = tabsIn(group.id)
    const last = recent.findLast((each) => left.some((tab) => tab.id === each))
    group.shown = last ?? left[Math.min(at, left.length - 1)]?.id ?? null
    if (group.shown === null && isSplit.value) {
      groups.value = groups.value.filter((each) => each !== group)
      if (activeGroup.value === group.id) activateGroup(other(group.id))
    } else if (activeGroup.value === group.id && group.shown !== null) activate(group.shown)
  }

  /** Those beside it in its group. */
  function closeOthers(id: string): void {
    const kept = find(id)
    for (const tab of tabs.value.filter((each) => each.id !== id && each.group === kept?.group && !each.dirty))
      close(tab.id)
  }

  function reopen(): void {
    const tab = closed.value.at(-1)
    if (tab === undefined) return
    closed.value = closed.value.slice(0, -1)
    open(tab.kind, tab.params, { title: tab.title, pinned: tab.pinned })
  }

  /** The view of the active tab a second time, in the other group, where it is looked at from now on. Both go on by themselves. */
  function split(): void {
    const tab = activeTab.value
    if (tab === null) return
    const group = other(tab.group)
    if (groupOf(group) === undefined) groups.value = [...groups.value, { id: group, shown: null }]
    const there = find(tabId(tab.kind, tab.params, group))
    if (there === null) add(tab.kind, tab.params, group, { title: tab.title, pinned: true })
    else showAgain(there, tab.params, {})
  }

  /** To the other group, where it stands last; the same view there gives way to it. */
  function moveOver(id: string): void {
    const tab = find(id)
    if (tab === null) return
    const group = other(tab.group)
    const moved: Tab = { ...tab, group, id: tabId(tab.kind, tab.params, group) }
    if (groupOf(group) === undefined) {
      if (tabsIn(tab.group).length < 2) return
      groups.value = [...groups.value, { id: group, shown: null }]
    }
    close(id)
    closed.value = closed.value.filter((each) => each.id !== id)
    tabs.value = [...tabs.value.filter((each) => each.id !== moved.id), moved]
    activate(moved.id)
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

  /** @param to its place in its group after the move */
  function move(id: string, to: number): void {
    const tab = find(id)
    if (tab === null) return
    const beside = tabsIn(tab.group).filter((each) => each !== tab)
    beside.splice(Math.max(0, Math.min(to, beside.length)), 0, tab)
    tabs.value = [...tabs.value.filter((each) => each.group !== tab.group), ...beside]
  }

  /** One place on, as far as there is one. */
  function shift(id: string, by: 1 | -1): void {
    const tab = find(id)
    if (tab !== null) move(id, Math.max(0, tabsIn(tab.group).indexOf(tab) + by))
  }

  /** The neighbour, round the ends. */
  function step(by: 1 | -1): void {
    const own = tabsIn(activeGroup.value)
    const at = own.findIndex((tab) => tab.id === active.value)
    const next = own.at((at + by) % Math.max(1, own.length))
    if (next !== undefined) activate(next.id)
  }

  /** Puts back what an earlier session had open. */
  function restore(saved: readonly Tab[], savedGroups: readonly TabGroup[], activeId: string | null): void {
    tabs.value = saved.map((tab) => ({ ...tab, dirty: false }))
    recent = []
    const used = savedGroups.filter(({ id }) => tabsIn(id).length > 0)
    groups.value = used.length > 0 ? used.map(({ id }) => ({ id, shown: null })) : [{ id: 0, shown: null }]
    for (const { id, shown } of used) {
      const first = tabsIn(id).find((tab) => tab.id === shown) ?? tabsIn(id)[0]
      if (first !== undefined) activate(first.id)
    }
    if (used.length === 0) activeGroup.value = 0
    if (activeId !== null) activate(activeId)
  }

  return {
    tabs,
    groups,
    active,
    activeGroup,
    activeTab,
    isSplit,
    closed,
    tabsIn,
    isShown,
    open,
    activate,
    activateGroup,
    close,
    closeOthers,
    reopen,
    split,
    moveOver,
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

function other(group: GroupId): GroupId {
  return group === 0 ? 1 : 0
}
