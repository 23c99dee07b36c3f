/** Which component shows which kind of tab. Loaded when it is first looked at. */
import { defineAsyncComponent, type Component } from 'vue'
import type { TabKind } from './locator.ts'
import ScreenFailed from './ScreenFailed.vue'

function screen(load: () => Promise<Component>): Component {
  return defineAsyncComponent({ loader: load, errorComponent: ScreenFailed, delay: 0 })
}

const loadRun = (): Promise<Component> => import('../features/run/RunScreen.vue')

export const SCREENS: Readonly<Record<TabKind, Component>> = {
  home: screen(() => import('../features/home/HomeScreen.vue')),
  runs: screen(() => import('../features/runs/RunsScreen.vue')),
  run: screen(loadRun),
  plan: screen(() => import('../features/plans/PlansScreen.vue')),
  compare: screen(() => import('../features/compare/CompareScreen.vue')),
  trends: screen(() => import('../features/trends/TrendsScreen.vue')),
  capacity: screen(() => import('../features/capacity/CapacityScreen.vue')),
  settings: screen(() => import('../features/settings/SettingsScreen.vue')),
}

/** What is most likely opened next, loaded while nobody waits for anything. */
export function loadNextScreens(): void {
  // Where it fails, its place will say so.
  requestIdleCallback(() => void loadRun().catch(() => {}))
}
