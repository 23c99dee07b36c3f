/** How a run stands to the baseline of its scenario, in words; and which baselines a selection of runs means. */
import type { RunRow } from '../../../contract/methods/runs.ts'
import type { ScenarioOfBuilds } from '../../../contract/methods/builds.ts'
import { NOT_APPLICABLE, formatCount } from '../../../core/units/number.ts'
import { formatMs } from '../../ui/format.ts'
import type { Tone } from '../../ui/tone.ts'
import { p95Change } from '../compare/p95Change.ts'

export interface DeltaWords {
  tone: Tone
  /** `▲ +18 %`; `~ +2.1 %`: less than what matters; `baseline`: it is one of its runs. */
  text: string
  /** What it is the difference of, as a sentence. */
  sentence: string
}

/** One run beside others: a hint where to look. Whether it is worse, and how sure that is, only a comparison says. */
export function deltaOf({ baseline, p95Ms }: Pick<RunRow, 'baseline' | 'p95Ms'>): DeltaWords {
  const nothing = (sentence: string): DeltaWords => ({ tone: 'plain', text: NOT_APPLICABLE, sentence })
  if (baseline === null) return nothing('Its scenario has no baseline.')
  const { build, isOwn, runs, p95Ms: fromMs } = baseline
  const runsText = runs === 1 ? 'its run' : `the median of ${formatCount(runs)} runs`
  const from = `the baseline ${build} (${formatMs(fromMs)}, ${runsText})`
  if (isOwn) return { tone: 'info', text: 'baseline', sentence: `A run of ${from}.` }
  if (fromMs === null) return nothing(`No run of the baseline ${build} has a p95.`)
  if (p95Ms === null) return nothing('It has no p95 of its own.')
  const change = p95Change(fromMs, p95Ms)
  if (change === null) return nothing('There is nothing to take a share of.')
  const { tone, text } = change
  return { tone, text, sentence: `p95 against ${from}. Compare (K) says how sure that is.` }
}

/** Builds that become, or cease to be, the baselines of what they ran. */
export type MeantBaselines =
  | { kind: 'set'; baselines: { of: ScenarioOfBuilds; build: string | null; before: string | null }[] }
  /** Why there is none, as a sentence. */
  | { kind: 'none'; why: string }

/** A build that is the baseline already is so no longer, where all that are selected are. */
export function meantBaselines(rows: readonly RunRow[]): MeantBaselines {
  const scenarios = Map.groupBy(rows, ({ planName, scenario, target }) => JSON.stringify([planName, scenario, target]))
  const areAll = rows.every(({ baseline }) => baseline?.isOwn === true)
  const baselines = []
  for (const runs of scenarios.values()) {
    const [first] = runs
    if (first === undefined) continue
    const { planName, scenario, target, buildName: build } = first
    if (runs.some(({ buildName }) => buildName !== build))
      return { kind: 'none', why: 'A baseline is one build: select runs of one.' }
    if (build === null)
      return { kind: 'none', why: 'A baseline is a build, and this run names none: start it with one (--build).' }
    if (!areAll && runs.every(({ status }) => status === 'running' || status === 'failed'))
      return { kind: 'none', why: 'A baseline is a build of which a run has ended.' }
    baselines.push({
      of: { planName, scenario, target },
      build: areAll ? null : build,
      before: first.baseline?.build ?? null,
    })
  }
  return baselines.length === 0 ? { kind: 'none', why: 'No run is selected.' } : { kind: 'set', baselines }
}
