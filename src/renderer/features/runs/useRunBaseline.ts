/** Makes the build of the selected runs the baseline of what they ran, or takes that back. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import type { ScenarioOfBuilds } from '../../../contract/methods/builds.ts'
import { useHost } from '../../host/useHost.ts'
import { formatCount } from '../../ui/format.ts'
import { cutText, printable } from '../../ui/printable.ts'
import { useToasts } from '../../ui/toasts.ts'
import { meantBaselines } from './baselineWords.ts'

const NAME_LENGTH = 60
/** As long as for deletions. */
const UNDO_MS = 10_000

type Wish = { of: ScenarioOfBuilds; build: string | null }

export function useRunBaseline(): (rows: readonly RunRow[]) => Promise<void> {
  const host = useHost()
  const toasts = useToasts()

  /** @returns whether it was done */
  async function set(wishes: readonly Wish[]): Promise<boolean> {
    try {
      for (const wish of wishes) await host.call('builds.setBaseline', wish)
      return true
    } catch (error) {
      toasts.showFailure('The baseline could not be set', error)
      return false
    }
  }

  return async (rows) => {
    const meant = meantBaselines(rows)
    if (meant.kind === 'none') {
      toasts.show({ tone: 'info', title: meant.why })
      return
    }
    const { baselines } = meant
    const wishes = baselines.map(({ of, build }) => ({ of, build }))
    const [first] = baselines
    if (first === undefined || !(await set(wishes))) return
    const { of, build, before } = first
    const more = baselines.length > 1 ? ` and ${formatCount(baselines.length - 1)} more` : ''
    // What was the baseline before is seen nowhere any more: the way back is here.
    toasts.show({
      tone: 'plain',
      title: build === null ? `${shown(before)} is the baseline no longer` : `${shown(build)} is the baseline`,
      text: `${shown(of.planName)} · ${shown(of.scenario)}${more}`,
      action: { label: 'Undo', run: () => void set(baselines.map((each) => ({ of: each.of, build: each.before }))) },
      forMs: UNDO_MS,
    })
  }
}

function shown(name: string | null): string {
  return cutText(printable(name ?? ''), NAME_LENGTH)
}
