/** A view's own tab: its title, its link, whether it is looked at. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { TabParams } from './locator.ts'
import { useTabs } from './tabs.ts'

export interface OwnTab {
  readonly id: string
  readonly isActive: ComputedRef<boolean>
  setTitle(title: string): void
  /** Replaces what the link of this view holds. */
  setParams(params: TabParams): void
  setDirty(dirty: boolean): void
  /** The view is worked with, and no mere preview any more. */
  pin(): void
  close(): void
}

const key: InjectionKey<OwnTab> = Symbol('tab')

export function provideTab(id: string): OwnTab {
  const tabs = useTabs()
  const tab: OwnTab = {
    id,
    isActive: computed(() => tabs.active === id),
    setTitle: (title) => tabs.setTitle(id, title),
    setParams: (params) => tabs.setParams(id, params),
    setDirty: (dirty) => tabs.setDirty(id, dirty),
    pin: () => tabs.pin(id),
    close: () => tabs.close(id),
  }
  provide(key, tab)
  return tab
}

/** @throws outside of a tab */
export function useTab(): OwnTab {
  const tab = inject(key, null)
  if (tab === null) throw new Error('useTab() is for components inside of a tab.')
  return tab
}
