/** Sets and clears the build that others of its scenario are compared with. */
import type { ComputedRef } from 'vue'
import { useConnection } from '../../host/connection.ts'
import { useHost } from '../../host/useHost.ts'
import { useToasts } from '../../ui/toasts.ts'
import { STARRED, type ChosenBuilds } from './chooseBuilds.ts'

export function useBaseline(chosen: ComputedRef<ChosenBuilds>): { toggle: () => Promise<void> } {
  const host = useHost()
  const toasts = useToasts()
  const connection = useConnection()

  async function toggle(): Promise<void> {
    const { scenario, baseline } = chosen.value
    if (scenario === null || baseline === null || connection.readOnlyReason !== null) return
    const isSet = scenario.baseline !== null && (baseline === scenario.baseline || baseline === STARRED)
    if (!isSet && scenario.builds.every(({ build }) => build !== baseline)) {
      toasts.show({ tone: 'info', title: 'A baseline is one build: choose one of the list.' })
      return
    }
    const { planName, scenario: name, target } = scenario
    try {
      await host.call('builds.setBaseline', {
        of: { planName, scenario: name, target },
        build: isSet ? null : baseline,
      })
    } catch (error) {
      toasts.showFailure('The baseline could not be set', error)
    }
  }

  return { toggle }
}
