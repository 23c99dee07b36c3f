/** Which builds are compared, and what of them is looked at: what the link says, and what suggests itself. */
import { computed, watch, type ComputedRef } from 'vue'
import type { ScenarioBuilds } from '../../../contract/methods/builds.ts'
import { useTab } from '../../app/useTab.ts'
import { useChanges } from '../../host/useChanges.ts'
import { useHost } from '../../host/useHost.ts'
import { useQuery, type Query } from '../../host/useQuery.ts'
import { chooseBuilds, type ChosenBuilds } from './chooseBuilds.ts'
import { printCompareLink, readCompareLink, type CompareLinkParams, type CompareLook } from './compareLink.ts'
import type { ComparisonQuestion } from './useComparison.ts'

export interface CompareChoice {
  scenarios: Query<ScenarioBuilds[]>
  look: ComputedRef<CompareLook>
  chosen: ComputedRef<ChosenBuilds>
  /** Null: something is missing. */
  question: ComputedRef<ComparisonQuestion | null>
  /** Of what is looked at. */
  change: (part: Partial<CompareLook>) => void
  choose: (part: Pick<Partial<CompareLook>, 'baseline' | 'candidate'>) => void
  chooseScenario: (of: ScenarioBuilds) => void
  swap: () => void
}

/** @param params of the link, which holds all of it */
export function useCompareChoice(params: () => CompareLinkParams): CompareChoice {
  const tab = useTab()
  const host = useHost()
  const scenarios = useQuery((signal) => host.call('builds.scenarios', {}, { signal }), useChanges('runs.changed'))

  const look = computed(() => readCompareLink(params()))
  const chosen = computed(() => chooseBuilds(scenarios.data.value ?? [], look.value))
  /** The one that is chosen, else what the link says. */
  const scenarioNow = computed((): Pick<CompareLook, 'plan' | 'scenario' | 'target'> => {
    const { scenario: of } = chosen.value
    return of === null ? look.value : { plan: of.planName, scenario: of.scenario, target: of.target }
  })
  const question = computed((): ComparisonQuestion | null => {
    const { baseline, candidate } = chosen.value
    if (scenarios.data.value === null || baseline === null || candidate === null) return null
    const { plan, scenario, target } = scenarioNow.value
    return {
      baseline,
      candidate,
      ...(plan === null ? {} : { plan }),
      ...(scenario === null ? {} : { scenario }),
      ...(target === null ? {} : { target }),
      isForced: look.value.isForced,
    }
  })

  /** With what was changed since the link was read: it comes back as parameters only when the page is drawn again. */
  let newest = look.value
  watch(look, (next) => (newest = next))

  function change(part: Partial<CompareLook>): void {
    newest = { ...newest, ...part }
    tab.setParams(printCompareLink(newest))
  }

  function choose(part: Pick<Partial<CompareLook>, 'baseline' | 'candidate'>): void {
    const { baseline, candidate } = chosen.value
    const { plan, scenario, target } = scenarioNow.value
    // What was suggested stays as it was, whatever is run next.
    change({ baseline, candidate, plan, scenario, target, isForced: false, ...part })
  }

  function chooseScenario({ planName: plan, scenario, target }: ScenarioBuilds): void {
    change({ plan, scenario, target, baseline: null, candidate: null, isForced: false, endpoint: null, metric: null })
  }

  function swap(): void {
    const { baseline, candidate } = chosen.value
    if (baseline !== null && candidate !== null) choose({ baseline: candidate, candidate: baseline })
  }

  return { scenarios, look, chosen, question, change, choose, chooseScenario, swap }
}
