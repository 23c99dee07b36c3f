/** A view's own tab: its title, its link, whether it is looked at. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { TabParams } from './locator.ts'
import { useTabs } from './tabs.ts'

export interface OwnTab {
  readonly id: string
  /** It is seen: in its group it is the one. */
  readonly isShown: ComputedRef<boolean>
  /** It is worked with: of two that are seen it is the one whose keys and commands hold. */
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
    isShown: computed(() => tabs.isShown(id)),
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

/** Null outside of a tab. */
export function useTabAround(): OwnTab | null {
  return inject(key, null)
}

/** @throws outside of a tab */
export function useTab(): OwnTab {
  const tab = useTabAround()
  if (tab === null) throw new Error('useTab() is for components inside of a tab.')
  return tab
}
