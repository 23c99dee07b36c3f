/** What the side bar lists for each kind of view. Loaded when it is first shown. */
import { defineAsyncComponent, type Component } from 'vue'
import type { TabKind } from './locator.ts'
import ScreenFailed from './ScreenFailed.vue'

export interface SideContent {
  title: string
  /** Of the box that finds in it. */
  findLabel: string
  /** With `sought`, what was typed into that box, and `link`, the parameters of the view that is looked at. */
  list: Component
}

function list(load: () => Promise<Component>): Component {
  return defineAsyncComponent({ loader: load, errorComponent: ScreenFailed, delay: 0 })
}

const RUNS: SideContent = {
  title: 'Runs',
  findLabel: 'Find a run',
  list: list(() => import('../features/runs/SideRuns.vue')),
}

/** Views that are of nothing that could be listed have the runs. */
export const SIDE_CONTENTS: Readonly<Record<TabKind, SideContent>> = {
  home: RUNS,
  runs: RUNS,
  run: RUNS,
  settings: RUNS,
  plan: {
    title: 'Plans',
    findLabel: 'Find a plan',
    list: list(() => import('../features/plans/SidePlans.vue')),
  },
  compare: {
    title: 'Builds',
    findLabel: 'Find a build',
    list: list(() => import('../features/compare/SideBuilds.vue')),
  },
  trends: {
    title: 'Scenarios',
    findLabel: 'Find a scenario',
    list: list(() => import('../features/trends/SideScenarios.vue')),
  },
  capacity: {
    title: 'Searches for capacity',
    findLabel: 'Find a search',
    list: list(() => import('../features/capacity/SideSearches.vue')),
  },
}
